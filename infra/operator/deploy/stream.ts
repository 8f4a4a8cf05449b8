import { meaningOf, presetOf } from '#settings/said.ts'
import type { Plan } from '../../stacks/planned.ts'
import type { Recorded } from './recorded.ts'

/**
 * Whether a deploy removes the last channel. Then nothing reads the table's stream any more, and the Data stack drops
 * it, which works only after the App stack stopped using it.
 */
export function givesUpStream(recorded: Recorded | undefined, { values }: Pick<Plan, 'values'>): boolean {
  const channels = (text: string = presetOf('notify')) => meaningOf('notify', text).length
  return channels(recorded?.values.notify) > 0 && channels(values.notify.value) === 0
}
