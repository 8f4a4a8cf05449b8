import { App } from 'aws-cdk-lib'
import { readDeployment } from './deployment.ts'
import { featureFlags } from './feature-flags.ts'
import { addStacks } from './stacks.ts'

const app = new App({ context: featureFlags })
try {
  addStacks(app, readDeployment(app.node.tryGetContext('env') ?? 'paper', process.env))
  app.synth()
} catch (error) {
  console.error(`quantum-trader: ${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
}
