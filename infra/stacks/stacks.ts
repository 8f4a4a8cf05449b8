import { Annotations, type App, Tags } from 'aws-cdk-lib'
import { doubtAbout } from '#settings/regions.ts'
import { AppStack } from './app-stack.ts'
import { DataStack } from './data-stack.ts'
import type { Deployment } from './deployment.ts'

export interface Stacks {
  readonly data: DataStack
  readonly app: AppStack
}

/** The two stacks of one environment: one is kept, the other replaced by each release. */
export function addStacks(app: App, deployment: Deployment): Stacks {
  const data = new DataStack(app, deployment)
  const stacks = { data, app: new AppStack(app, deployment, data) }
  for (const stack of Object.values(stacks)) {
    const tags = { ...deployment.tags, application: 'quantum-trader', environment: deployment.name }
    for (const [name, value] of Object.entries(tags)) Tags.of(stack).add(name, value)
  }
  const { region } = deployment
  const doubt = doubtAbout(region)
  if (doubt) {
    const says = `${region}: ${doubt}. Once this is deployed, qt doctor tells what the functions hear (asked by survey)`
    Annotations.of(stacks.app).addWarningV2('quantum-trader:region', says)
  }
  return stacks
}
