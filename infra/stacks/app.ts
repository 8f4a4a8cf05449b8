import { App } from 'aws-cdk-lib/core'
import { readDeployment } from './deployment.ts'
import { featureFlags } from './feature-flags.ts'
import { readLab } from './lab/lab-file.ts'
import { labName } from './lab/lab-name.ts'
import { readSettingsFile } from './settings-file.ts'

const app = new App({ context: featureFlags })
try {
  const said = (name: string): unknown => app.node.tryGetContext(name)
  const [environment, names] = [
    said('env') ?? 'paper',
    ['region', 'reserve', 'quota', 'webhook', 'sentinel', 'rule', 'notify', 'egress', 'accept'],
  ]
  const choices = Object.fromEntries(names.map(name => [name, said(name)]))
  // What is wrong is said before the constructs are loaded, which takes longer than to read it.
  if (environment === labName) {
    const lab = readLab(said('region'))
    const { LabStack } = await import('./lab/lab-stack.ts')
    new LabStack(app, lab)
  } else {
    const file = readSettingsFile(String(environment), said('file'))
    const deployment = readDeployment(environment, process.env, choices, file)
    const { addStacks } = await import('./stacks.ts')
    addStacks(app, deployment)
  }
  app.synth()
} catch (error) {
  console.error(`quantum-trader: ${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
}
