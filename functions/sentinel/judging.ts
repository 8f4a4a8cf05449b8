import type { Position } from '#domain/position.ts'
import type { Told } from '#domain/told.ts'
import type { WakeCause } from '#domain/wake.ts'
import { causeOf } from '#domain/wake-cause.ts'
import type { SentinelContext } from './sentinel-context.ts'

/** Why a position should be looked at after this news; undefined if the news does not call for a look. */
export type Judge = (told: Told, position: Position) => WakeCause | undefined

/**
 * A record may be too damaged to judge. That is logged once, and its position is left to the tick, which raises an
 * alarm. The news of all other positions is judged as usual.
 */
export function judging({ telemetry, holder }: Pick<SentinelContext, 'telemetry' | 'holder'>): Judge {
  const damaged = new Set<string>()
  return (told, position) => {
    try {
      return causeOf(told, position)
    } catch (error) {
      if (!damaged.has(position.id)) telemetry.error('sentinel-unread', error, { holder })
      damaged.add(position.id)
      return undefined
    }
  }
}
