import { App } from 'aws-cdk-lib'
import { readDeployment } from './deployment.ts'
import { featureFlags } from './feature-flags.ts'
import { readLab } from './lab/lab-file.ts'
import { labName } from './lab/lab-name.ts'
import { LabStack } from './lab/lab-stack.ts'
import { readSettingsFile } from './settings-file.ts'
import { addStacks } from './stacks.ts'

const app = new App({ context: featureFlags })
try {
  const said = (name: string): unknown => app.node.tryGetContext(name)
  const [environment, names] = [
    said('env') ?? 'paper',
    ['region', 'reserve', 'quota', 'webhook', 'sentinel', 'rule', 'notify', 'egress', 'accept'],
  ]
  const choices = Object.fromEntries(names.map(name => [name, said(name)]))
  if (environment === labName) new LabStack(app, readLab(said('region')))
  else {
    const file = readSettingsFile(String(environment), said('file'))
    addStacks(app, readDeployment(environment, process.env, choices, file))
  }
  app.synth()
} catch (error) {
  console.error(`quantum-trader: ${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
}
