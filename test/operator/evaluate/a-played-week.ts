import { loadConfiguration } from '#settings/configuration.ts'
import type { Connection } from '../../../infra/operator/connect/connection.ts'
import { buy } from '../../in-process/signals.ts'
import { deployment, openSystem, type System } from '../../in-process/system.ts'
import { memoryForTests } from '../../table/memory-table.ts'
import { dayMs, hourMs, minuteMs } from './a-week.ts'

const dynamo = memoryForTests()
const environment = { QT_MAX_DAILY_LOSS: '100000' }
const days = 7
const tradesADay = 5

export interface PlayedWeek {
  readonly system: System
  /** The operator at it. */
  readonly connection: Connection
  readonly from: number
}

/** Seven days of the use cases themselves: each position is entered, looked at while the price moves, and closed. */
export async function aPlayedWeek(moves: readonly number[]): Promise<PlayedWeek> {
  const stored = await dynamo.createTable()
  const system = await openSystem(dynamo, { environment, stored })
  const { clock } = system
  const from = clock.now()
  const opening = 60_000
  for (let n = 0; n < days * tradesADay; n++) {
    const day = Math.floor(n / tradesADay)
    // Half past an hour, so that no funding is under way.
    const due = from - (from % dayMs) + day * dayMs + ((n % tradesADay) * 4 + 3) * hourMs + 30 * minuteMs
    clock.advance(Math.max(0, due - clock.now()))
    system.move(String(opening))
    await system.signal(buy(system, { id: `s${n}` }))
    for (const move of moves) {
      system.move(String(opening + move))
      await system.nextTick()
    }
    await system.signal(buy(system, { id: `c${n}`, action: 'CLOSE' }))
    await system.nextTick()
  }
  clock.advance(Math.max(0, from + days * dayMs + hourMs - clock.now()))
  return { system, connection: connectionTo(system, stored), from }
}

function connectionTo(
  { clock, state, exchange, told }: System,
  { documents, table }: Pick<Connection, 'documents' | 'table'>,
): Connection {
  return {
    stack: {
      ...{ name: 'paper in this process', local: true, outputs: {}, clock },
      ...{ feedUrl: undefined, exchangeUrl: undefined },
    },
    configuration: loadConfiguration(environment),
    ...{ said: {}, deployment, state, documents, table, isCarried: false, say: () => {} },
    output: name => name,
    exchange: async () => exchange,
    exchangeOverheard: async () => exchange,
    context: async () => ({ exchange, state, clock, telemetry: told.telemetry }),
  }
}
