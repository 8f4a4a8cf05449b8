import { App } from 'aws-cdk-lib'
import { featureFlags } from '../../../infra/stacks/feature-flags.ts'
import { type LabDeployment, readLab } from '../../../infra/stacks/lab/lab-file.ts'
import { LabStack } from '../../../infra/stacks/lab/lab-stack.ts'

/** The lab's stack as its file sets it; its function is bundled only on request. */
export function synthesizeLab(
  { bundled = false } = {},
  lab: LabDeployment = readLab(),
): { readonly app: App; readonly stack: LabStack } {
  const context = bundled ? featureFlags : { ...featureFlags, 'aws:cdk:bundling-stacks': [] }
  const app = new App({ context })
  return { app, stack: new LabStack(app, lab) }
}
