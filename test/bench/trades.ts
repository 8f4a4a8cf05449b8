import { virtualClock } from '../paper/builder.ts'
import type { LocalDynamo } from '../table/local-table.ts'
import { openFloor, startingPrice } from './floor.ts'
import { type Asked, askedOf, per, sum } from './ticks.ts'

/** The requests of one signal, entry or close to the table and the exchange. */
export interface TradeMeasure {
  readonly refused: Asked
  readonly accepted: Asked
  readonly entered: Asked
  readonly closed: Asked
}

const trades = 5

/** Rejects, accepts, enters and closes on as many symbols, one after the other. */
export async function measureTrades(dynamo: LocalDynamo): Promise<TradeMeasure> {
  const clock = virtualClock()
  const floor = await openFloor({ dynamo, clock, positions: trades + 1, latencyMs: 0, venueItems: 'memory' })
  const [first = '', ...symbols] = floor.symbols
  // The very first one reads the rules of the symbols, as the watch does once an hour.
  await floor.open(first)
  const found: Record<keyof TradeMeasure, Asked[]> = { refused: [], accepted: [], entered: [], closed: [] }
  askedOf(floor)
  for (const symbol of symbols) {
    floor.feed.push(symbol, clock.now(), startingPrice)
    await floor.refuse(symbol)
    found.refused.push(askedOf(floor))
    await floor.accept(symbol)
    found.accepted.push(askedOf(floor))
    await floor.enter(symbol)
    found.entered.push(askedOf(floor))
    await floor.close(symbol)
    found.closed.push(askedOf(floor))
  }
  const mean = (all: readonly Asked[]) => per(sum(all), all.length)
  const { refused, accepted, entered, closed } = found
  return { refused: mean(refused), accepted: mean(accepted), entered: mean(entered), closed: mean(closed) }
}
