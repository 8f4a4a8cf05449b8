import { meaningOf, presetOf } from '#settings/said.ts'
import type { Plan } from '../../stacks/planned.ts'
import type { Recorded } from './recorded.ts'

/**
 * Whether a deploy takes the last channel away: then nothing reads the table's stream any more, and the Data stack gives
 * it up, which it cannot before the App stack does without.
 */
export function givesUpStream(recorded: Recorded | undefined, { values }: Pick<Plan, 'values'>): boolean {
  const channels = (text: string = presetOf('notify')) => meaningOf('notify', text).length
  return channels(recorded?.values.notify) > 0 && channels(values.notify.value) === 0
}
