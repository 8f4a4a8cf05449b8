import { environments, synthesize } from '../../infra/stacks/synthesized.ts'
import type { Resources } from './inventory.ts'

/** The resources of both stacks of an environment. */
export function templatesOf(name: string, choices: object = {}): readonly Resources[] {
  const said = environments.find(([each]) => each === name)?.[1] ?? {}
  const { data, app } = synthesize(name, said, choices)
  return [data, app].map(template => template.toJSON().Resources as Resources)
}
