import type { App } from 'aws-cdk-lib'
import { AppStack } from './app-stack.ts'
import { DataStack } from './data-stack.ts'
import type { Deployment } from './deployment.ts'

export interface Stacks {
  readonly data: DataStack
  readonly app: AppStack
}

/** The two stacks of one environment: what is kept, and what each release replaces. */
export function addStacks(app: App, deployment: Deployment): Stacks {
  const data = new DataStack(app, deployment)
  return { data, app: new AppStack(app, deployment, data) }
}
