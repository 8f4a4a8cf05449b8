import { App } from 'aws-cdk-lib'
import { readDeployment } from './deployment.ts'
import { featureFlags } from './feature-flags.ts'
import { addStacks } from './stacks.ts'

const app = new App({ context: featureFlags })
try {
  const said = (name: string): unknown => app.node.tryGetContext(name)
  const choices = { region: said('region'), reserve: said('reserve'), egress: said('egress') }
  addStacks(app, readDeployment(said('env') ?? 'paper', process.env, choices))
  app.synth()
} catch (error) {
  console.error(`quantum-trader: ${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
}
