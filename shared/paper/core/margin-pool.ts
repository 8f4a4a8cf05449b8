import { dec, sum } from '#domain/decimal.ts'
import type { SymbolRecord } from '../records.ts'
import type { SymbolRules } from '../rules.ts'
import { type SymbolMargin, symbolMargin } from './margin.ts'

/** Many symbols summed into two, one isolated and one cross: an account only ever adds them up. */
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

/** For each symbol the sum of all others: of those before it and those after it. */
export function othersPooled(margins: readonly SymbolMargin[]): readonly Pool[] {
  const before = runningPools(margins)
  const after = runningPools(margins.toReversed())
  const last = margins.length - 1
  return margins.map((_, place) => pooled([...(before[place] ?? []), ...(after[last - place] ?? [])]))
}

/** The sums of the first 0, 1, 2, … of them. */
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

/** Records are never changed in place, so a record's margin at a mark stays valid. */
const known = new WeakMap<SymbolRecord, Known>()

/** `symbolMargin`, computed once for a record and a mark: requests at the same step ask for it again. */
export function marginAt(record: SymbolRecord, mark: string, rules: SymbolRules): SymbolMargin {
  const before = known.get(record)
  if (before?.mark === mark && before.rules === rules) return before.margin
  const margin = symbolMargin(record, dec(mark), rules)
  known.set(record, { mark, rules, margin })
  return margin
}
