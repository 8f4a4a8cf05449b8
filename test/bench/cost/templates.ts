import { aRule, environments, synthesize } from '../../infra/stacks/synthesized.ts'
import type { Resources } from './inventory.ts'

/** With a rule of two symbols on such candles. */
export const templatesWithRule = (
  ...intervals: readonly string[]
): Readonly<Record<string, readonly Resources[]>> =>
  Object.fromEntries(
    intervals.map(interval => [
      interval,
      templatesOf('live', { rule: JSON.stringify({ ...JSON.parse(aRule), interval }), accept: 'loosened' }),
    ]),
  )

/** With so many channels that want the default events. */
export const templatesWithChannels = (count: number): readonly Resources[] => {
  const channels = Array.from({ length: count }, (_, index) => ({ name: `desk${index}`, to: 'slack' }))
  return templatesOf('live', { notify: JSON.stringify(channels), accept: 'loosened' })
}

/** The resources of both stacks of an environment. */
export function templatesOf(name: string, choices: object = {}): readonly Resources[] {
  const said = environments.find(([each]) => each === name)?.[1] ?? {}
  const { data, app } = synthesize(name, said, choices)
  return [data, app].map(template => template.toJSON().Resources as Resources)
}
