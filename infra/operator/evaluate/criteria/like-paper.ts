import { dec, sum } from '#domain/decimal.ts'
import { percent } from '../../../terminal/amounts.ts'
import { failsFor, type Judgement, judged, notYet } from '../criterion.ts'
import type { Evidence } from '../evidence.ts'
import type { Terms } from '../terms.ts'

/** The same signals had about the same results here as on paper. */
export function likePaper({ pairs = [] }: Evidence, terms: Terms): Judgement {
  const mean = (field: 'entryBehind' | 'resultBehind') =>
    pairs.length === 0 ? undefined : sum(pairs.map(pair => pair[field])).div(pairs.length)
  const [entry, result] = [mean('entryBehind'), mean('resultBehind')]
  return judged(
    {
      expected: `${terms.leastPairs} signals that paper traded too; entries at most ${percent(String(terms.entryBehindPaper))} of the price worse, results ${percent(String(terms.resultBehindPaper))} of the notional`,
      found:
        entry && result
          ? `${pairs.length} signals on both; entries ${percent(entry, 4)} worse than paper’s, results ${percent(result, 4)}`
          : 'no signal was traded on both',
      facts: { pairs: pairs.length, entryBehind: entry?.toFixed(8), resultBehind: result?.toFixed(8) },
    },
    pairs.length < terms.leastPairs && notYet('send the same signals, with the same ids, to paper as well'),
    entry &&
      dec(entry).gt(terms.entryBehindPaper) &&
      failsFor('live fills worse than paper: see qt report, slippage'),
    result &&
      dec(result).gt(terms.resultBehindPaper) &&
      failsFor('live makes less of the same signals: see qt explain of both'),
  )
}
