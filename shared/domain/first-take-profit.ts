import { type DecimalString, dec } from './decimal.ts'
import { ladderOf } from './ladders.ts'
import type { Overrides } from './overrides.ts'

/**
 * What is wrong with the first take-profit's price. While it rests, none of the ladder's is offered, so it must lie
 * below the first tier, like QT_TP_PCT. A signal that gives its take-profits as prices uses none of the ladder's.
 */
export function unfitForLadder(
  { takeProfitPct, takeProfits, ladder: name = 'default' }: Overrides,
  settings: {
    readonly ladder?: readonly { readonly at: DecimalString }[]
    readonly takeProfitPct?: DecimalString
  },
): string | undefined {
  const [first] = ladderOf(name, settings.ladder ?? [])
  const offered = takeProfitPct ?? (name === 'default' ? undefined : settings.takeProfitPct)
  if (takeProfits || !offered || !first || dec(offered).lte(first.at)) return undefined
  const ladder = name === 'default' ? 'QT_LADDER' : `the ladder ${name}`
  const expected = `expected at most the first tier of ${ladder} (${first.at})`
  return takeProfitPct
    ? `takeProfitPct: ${expected}, got ${takeProfitPct}`
    : `ladder: the first take-profit is that of QT_TP_PCT; ${expected}, got ${offered}`
}
