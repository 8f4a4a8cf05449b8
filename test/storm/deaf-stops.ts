import type { Faults } from '#paper/faults/faults.ts'
import type { Sky } from './invocation.ts'

/** In some storms the exchange accepts a symbol's stops for a while, shows them as live, and does not execute them. */
export function deafStops(
  { chance, weather, tell, scheduler }: Sky,
  faults: Faults,
  symbols: readonly string[],
  [from, to]: readonly [number, number],
): void {
  const symbol = chance.pick(symbols, 'deaf symbol')
  const begins = chance.between(from, to, 'deaf from')
  const planned =
    chance.share('deaf') < 0.2 && weather.planned(`deaf ${symbol}`, 'stops not executed', begins, symbol)
  if (!planned) return
  scheduler.at(begins, () => {
    tell(`the stops of ${symbol} will not be executed`)
    const rules = ['STOP_MARKET', 'STOP'].map(orderType =>
      faults.add({ match: { symbol, orderType }, fault: { kind: 'trigger', outcome: 'ignored' } }),
    )
    scheduler.at(begins + chance.between(60_000, 150_000, 'deaf for'), () => {
      for (const rule of rules) faults.remove(rule)
    })
  })
}
