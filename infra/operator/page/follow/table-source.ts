import type { Position } from '#domain/position.ts'
import { stopSteps } from '../../../local/audit/pictures/stop-steps.ts'
import type { Connection } from '../../connect/connection.ts'
import { hasSentinel } from '../../doctor/listener.ts'
import type { Known } from '../read/known.ts'
import { lookOf } from '../read/look.ts'
import { takeProfitsOf } from '../read/position-shown.ts'
import type { StopStep, TakeProfitShown } from '../shown/position.ts'
import type { Pace, Source } from './source.ts'

/** A position's levels from its journal. */
interface Levels {
  /** The position's state at that reading. */
  readonly look: string
  readonly stops: readonly StopStep[]
  readonly takeProfits: readonly TakeProfitShown[]
  /** Whether the journal has caught up with the position, which is written first. */
  readonly isTold: boolean
  readonly readings: number
}

/** Most readings of a journal for a missing step: a step lost with its process never comes. */
const mostReadings = 10

/** Reads account, positions, heartbeat and levels. Reads a journal only when its position has changed. */
export function tableSource(connection: Connection, { tableMs }: Pace): Source {
  const { stack, state } = connection
  const isHeard = hasSentinel(connection)
  const kept = new Map<string, Levels>()
  const levelsOf = async (position: Position): Promise<Levels> => {
    const look = lookOf(position)
    const known = kept.get(position.id)
    const before = known?.look === look ? known : undefined
    if (before && (before.isTold || before.readings >= mostReadings)) return before
    const { id, protection, tier } = position
    const journal = await state.journal.read(id)
    const steps = stopSteps(journal)
    const isLevelTold = steps.at(-1)?.price === protection.level
    const takeProfits = takeProfitsOf(position, journal)
    const levels = {
      look,
      // Until the journal has the level, it is the position's.
      stops: isLevelTold ? steps : [...steps, { at: stack.clock.now(), price: protection.level, tier }],
      takeProfits,
      isTold:
        isLevelTold && takeProfits.every(({ state, doneAt }) => state !== 'done' || doneAt !== undefined),
      readings: (before?.readings ?? 0) + 1,
    }
    kept.set(id, levels)
    return levels
  }
  return {
    what: 'table',
    pause: () => tableMs,
    wakes: (before, after) =>
      looksOf(before) === looksOf(after) ? [] : ['exchange', 'books', 'candles', 'signals'],
    async read() {
      await stack.keepTime()
      const [{ item: account }, last, rests, seen] = await Promise.all([
        state.account.read(),
        state.watch.last(),
        state.rest.read(),
        isHeard ? state.sentinel.read() : undefined,
      ])
      const ids = Object.values(account.slots).map(({ positionId }) => positionId)
      const positions = (await state.positions.readAll(ids)).map(({ item }) => item)
      for (const id of kept.keys()) if (!ids.includes(id)) kept.delete(id)
      const levels = await Promise.all(positions.map(async each => [each.id, await levelsOf(each)] as const))
      return {
        table: {
          ...{ account, positions, last, rests, sentinel: isHeard ? { seen } : undefined },
          stops: new Map(levels.map(([id, { stops }]) => [id, stops])),
          takeProfits: new Map(levels.map(([id, { takeProfits }]) => [id, takeProfits])),
        },
      }
    },
  }
}

const looksOf = ({ table }: Known): string => JSON.stringify(table?.positions.map(lookOf))
