import { dec } from '#domain/decimal.ts'
import { failsFor, type Judgement, judged } from '../criterion.ts'
import type { Evidence } from '../evidence.ts'
import type { Terms } from '../terms.ts'

/** Live has little at stake, as deployed or as its file would deploy it. */
export function smallAmounts({ venue, stake }: Evidence, terms: Terms): Judgement {
  const expected = `live may bind ${terms.atStake} at most, all positions together`
  const file = 'infra/environments/live.json'
  if ('problem' in stake) return { expected, found: stake.problem, facts: {}, ...failsFor(`mend ${file}`) }
  const { maxPositions, maxMarginPerTrade } = stake
  const atStake = dec(maxMarginPerTrade).times(maxPositions)
  const who = venue === 'live' ? 'live has' : `live would have (${file})`
  return judged(
    {
      expected,
      found: `${who} ${maxPositions} × ${maxMarginPerTrade} = ${atStake.toFixed()}`,
      facts: { maxPositions, maxMarginPerTrade, atStake: atStake.toFixed() },
    },
    atStake.gt(terms.atStake) &&
      failsFor('lower QT_MAX_POSITIONS or QT_MAX_MARGIN_PER_TRADE; grown on purpose: raise atStake'),
  )
}
