import type { Faults } from '#paper/faults/faults.ts'
import type { Sky } from './invocation.ts'

/** When a symbol's market was halted. */
export interface Halted {
  readonly symbol: string
  readonly from: number
  readonly to: number
}

/** In some storms the exchange halts a symbol for a while: no prices, no triggers, no orders accepted. */
export function halts(
  { chance, weather, tell, scheduler }: Sky,
  faults: Faults,
  symbols: readonly string[],
  [from, to]: readonly [number, number],
): readonly Halted[] {
  const symbol = chance.pick(symbols, 'halt symbol')
  const begins = Math.floor(chance.between(from, to - 40_000, 'halt from'))
  const ends = begins + Math.floor(chance.between(3_000, 40_000, 'halt for'))
  if (chance.share('halt') > 0.25 || !weather.planned(`halt ${symbol}`, 'halted', begins, symbol)) return []
  faults.add({ match: { symbol }, fault: { kind: 'halt', from: begins, to: ends } })
  scheduler.at(begins, () => tell(`${symbol} is halted`))
  scheduler.at(ends, () => tell(`${symbol} trades again`))
  return [{ symbol, from: begins, to: ends }]
}
