import { dec, sum } from '#domain/decimal.ts'
import type { SymbolRecord } from '../records.ts'
import type { SymbolRules } from '../rules.ts'
import { type SymbolMargin, symbolMargin } from './margin.ts'

/** Many symbols as one that is isolated and one that is cross: an account does no more than add them up. */
export function pooled(margins: readonly SymbolMargin[]): readonly SymbolMargin[] {
  return [true, false].flatMap(isolated => {
    const own = margins.filter(each => each.isolated === isolated)
    if (own.length < 2) return own
    const total = (pick: (each: SymbolMargin) => SymbolMargin['net']) => sum(own.map(pick))
    return {
      isolated,
      net: total(each => each.net),
      isolatedWallet: total(each => each.isolatedWallet),
      unrealizedPnl: total(each => each.unrealizedPnl),
      positionMargin: total(each => each.positionMargin),
      openOrderMargin: total(each => each.openOrderMargin),
      maintenance: total(each => each.maintenance),
      positions: own.flatMap(each => each.positions),
    }
  })
}

type Pool = readonly SymbolMargin[]

/** For each symbol what all others add up to: what comes before it, and what comes after. */
export function othersPooled(margins: readonly SymbolMargin[]): readonly Pool[] {
  const before = runningPools(margins)
  const after = runningPools(margins.toReversed())
  const last = margins.length - 1
  return margins.map((_, place) => pooled([...(before[place] ?? []), ...(after[last - place] ?? [])]))
}

/** What the first none, one, two, … of them add up to. */
function runningPools(margins: readonly SymbolMargin[]): readonly Pool[] {
  const pools: Pool[] = [[]]
  for (const each of margins) pools.push(pooled([...(pools.at(-1) ?? []), each]))
  return pools
}

interface Known {
  readonly mark: string
  readonly rules: SymbolRules
  readonly margin: SymbolMargin
}

/** Records are never changed in place, so what one was worth at a mark stays so. */
const known = new WeakMap<SymbolRecord, Known>()

/** `symbolMargin`, computed once for a record and a mark: requests that meet the same step ask for it again. */
export function marginAt(record: SymbolRecord, mark: string, rules: SymbolRules): SymbolMargin {
  const before = known.get(record)
  if (before?.mark === mark && before.rules === rules) return before.margin
  const margin = symbolMargin(record, dec(mark), rules)
  known.set(record, { mark, rules, margin })
  return margin
}
