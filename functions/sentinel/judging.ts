import type { Position } from '#domain/position.ts'
import type { Told } from '#domain/told.ts'
import type { WakeCause } from '#domain/wake.ts'
import { causeOf } from '#domain/wake-cause.ts'
import type { SentinelContext } from './sentinel-context.ts'

/** Why a position should be looked at now that something was told; undefined where nothing of it calls for a look. */
export type Judge = (told: Told, position: Position) => WakeCause | undefined

/**
 * A record may be damaged so that nothing can be worked out from it: that is told once, and its position left to the tick,
 * which alarms. All others are heard of as ever.
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
