import type { Position } from '#domain/position.ts'
import { stopSteps } from '../../../local/audit/pictures/stop-steps.ts'
import type { Connection } from '../../connect/connection.ts'
import type { Known } from '../read/known.ts'
import { lookOf } from '../read/look.ts'
import type { StopStep } from '../shown/position.ts'
import type { Pace, Source } from './source.ts'

/** Account, positions, heartbeat and stops. A journal is read when its position's stop has another level. */
export function tableSource({ stack, state }: Connection, { tableMs }: Pace): Source {
  const kept = new Map<string, readonly StopStep[]>()
  const stopsOf = async ({ id, protection, tier }: Position): Promise<readonly StopStep[]> => {
    const known = kept.get(id)
    if (known?.at(-1)?.price === protection.level) return known
    const steps = stopSteps(await state.journal.read(id))
    kept.set(id, steps)
    // The journal is written after the position: until then the level is what the position says.
    const isTold = steps.at(-1)?.price === protection.level
    return isTold ? steps : [...steps, { at: stack.clock.now(), price: protection.level, tier }]
  }
  return {
    what: 'table',
    pause: () => tableMs,
    wakes: (before, after) =>
      looksOf(before) === looksOf(after) ? [] : ['exchange', 'books', 'candles', 'signals'],
    async read() {
      await stack.keepTime()
      const [{ item: account }, last, rests] = await Promise.all([
        state.account.read(),
        state.watch.last(),
        state.rest.read(),
      ])
      const ids = Object.values(account.slots).map(({ positionId }) => positionId)
      const positions = (await state.positions.readAll(ids)).map(({ item }) => item)
      for (const id of kept.keys()) if (!ids.includes(id)) kept.delete(id)
      const stops = new Map(
        await Promise.all(positions.map(async each => [each.id, await stopsOf(each)] as const)),
      )
      return { table: { account, positions, last, rests, stops } }
    },
  }
}

const looksOf = ({ table }: Known): string => JSON.stringify(table?.positions.map(lookOf))
