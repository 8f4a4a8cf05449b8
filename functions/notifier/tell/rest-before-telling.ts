import { hash } from 'node:crypto'
import { timing } from '#domain/timing.ts'

const { least, most, longest } = timing.notifications.rest

/**
 * How long a letter that could not be delivered rests, in milliseconds, rounded to whole seconds as queues
 * require. The rest doubles with each receive and varies by a quarter with the letter's id, so that an
 * outage's letters do not all return together; it is never less than the service asked for.
 */
export function restBeforeTelling(id: string, receives: number, askedMs = 0): number {
  const grown = Math.min(most, least * 2 ** Math.min(receives - 1, 30))
  const chance = Number.parseInt(hash('sha256', `${id}#${receives}`, 'hex').slice(0, 8), 16) / 2 ** 32
  const restMs = Math.max(askedMs, grown * (0.75 + chance / 2))
  return Math.min(longest, Math.ceil(restMs / 1_000) * 1_000)
}
