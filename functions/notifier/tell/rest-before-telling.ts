import { hash } from 'node:crypto'
import { timing } from '#domain/timing.ts'

const { least, most, longest } = timing.notifications.rest

/**
 * How long a letter rests that could not be told, in milliseconds, but in whole seconds as queues take them: twice as
 * long with each receive, give or take a quarter by its id, so that those of an outage do not come back together; never
 * less than its service asked for.
 */
export function restBeforeTelling(id: string, receives: number, askedMs = 0): number {
  const grown = Math.min(most, least * 2 ** Math.min(receives - 1, 30))
  const chance = Number.parseInt(hash('sha256', `${id}#${receives}`, 'hex').slice(0, 8), 16) / 2 ** 32
  const restMs = Math.max(askedMs, grown * (0.75 + chance / 2))
  return Math.min(longest, Math.ceil(restMs / 1_000) * 1_000)
}
