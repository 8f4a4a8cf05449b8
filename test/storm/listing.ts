import type { RulesChange } from '#paper/faults/changed-rules.ts'
import type { Faults } from '#paper/faults/faults.ts'
import type { Sky } from './invocation.ts'

/** How a symbol's rules may change while a position is open; SOL may also get a finer tick within its precision. */
const changes: Readonly<Record<string, readonly RulesChange[]>> = {
  ETHUSDT: [
    { tickSize: '0.1' },
    { stepSize: '0.1', minQuantity: '0.1' },
    { marketMaxQuantity: '1.5', maxQuantity: '2' },
    { minNotional: '2000', stepSize: '1', minQuantity: '1' },
    { tickSize: '1', stepSize: '0.01', marketMaxQuantity: '1' },
  ],
  SOLUSDT: [
    { tickSize: '0.1' },
    { tickSize: '0.001' },
    { stepSize: '10', minQuantity: '10' },
    { marketMaxQuantity: '30' },
    { tickSize: '0.1', stepSize: '5', minQuantity: '5' },
  ],
  XRPUSDT: [
    { tickSize: '0.001' },
    { stepSize: '10', minQuantity: '10' },
    { marketMaxQuantity: '2000', maxQuantity: '2500' },
    { tickSize: '0.001', stepSize: '1', marketMaxQuantity: '3000' },
  ],
}

/** In some storms the exchange changes a symbol's rules, for good or for a while. */
export function otherRules(
  { chance, weather, tell, scheduler }: Sky,
  faults: Faults,
  symbols: readonly string[],
  [from, to]: readonly [number, number],
): void {
  for (const symbol of symbols) {
    const key = `rules ${symbol}`
    const change = chance.pick(changes[symbol] ?? [], `${key} change`)
    const begins = Math.floor(chance.between(from, to, `${key} from`))
    const ends = chance.share(`${key} for good`) < 0.75 ? undefined : begins + 60_000
    if (chance.share(key) > 0.4 || !weather.planned(key, 'other rules', begins, symbol)) continue
    const lasts = { from: begins, ...(ends && { to: ends }) }
    faults.add({ match: { symbol }, fault: { kind: 'rules', ...lasts, ...change } })
    scheduler.at(begins, () => tell(`${symbol} has other rules: ${JSON.stringify(change)}`))
    if (ends) scheduler.at(ends, () => tell(`${symbol} has its rules back`))
  }
}

/** In a few storms a symbol is listed only after a while, or its contract ends with open positions in it. */
export function listings(
  { chance, weather, tell, scheduler }: Sky,
  faults: Faults,
  symbols: readonly string[],
  [from, to]: readonly [number, number],
): void {
  const symbol = chance.pick(symbols, 'listing symbol')
  const at = Math.floor(chance.between(from, to, 'listing at'))
  const isNew = chance.share('listing new') < 0.3
  const kind = isNew ? 'listed late' : 'delisted'
  if (chance.share('listing') > 0.15 || !weather.planned(`listing ${symbol}`, kind, at, symbol)) return
  faults.add({
    match: { symbol },
    fault: { kind: 'delist', ...(isNew ? { from: 0, to: at } : { from: at }) },
  })
  scheduler.at(at, () => tell(`${symbol} is ${kind}`))
}
