import { dec } from '#domain/decimal.ts'
import { percent } from '../../../terminal/amounts.ts'
import { counted } from '../../../terminal/counted.ts'
import { failsFor, type Judgement, judged, notYet } from '../criterion.ts'
import type { Evidence } from '../evidence.ts'
import type { Terms } from '../terms.ts'

const trade = notYet('let it trade, and ask again')

/** Mean result of a trade as a share of its margin, after fees and funding, and whether it may be luck. */
export function expectancy({ figures }: Evidence, terms: Terms): Judgement {
  const { all, interval } = figures
  const least = terms.expectancyOfMargin
  const range = interval?.ofMargin
  const mean = all.ofMargin?.net
  const between =
    range && ` 95 % between ${percent(range.low)} and ${percent(range.high)} (seed ${interval.seed})`
  return judged(
    {
      expected: `${terms.leastTrades} trades, and the low end of the interval above ${percent(String(least))} of margin`,
      found: mean
        ? `${percent(mean)} of margin a trade after fees and funding;${between ?? ' fewer than ten trades have no interval'}; ${counted(all.trades, 'trade')}`
        : 'no trade',
      facts: {
        trades: all.trades,
        ofMargin: mean,
        interval: range,
        seed: interval?.seed,
        verdict: figures.verdict,
      },
    },
    (!range || all.trades < terms.leastTrades) && trade,
    range &&
      dec(range.high).lt(least) &&
      failsFor('these signals lose: see qt report for what they would need'),
    range &&
      dec(range.low).lte(least) &&
      notYet('these trades do not tell it from luck: let it trade, or change signals or settings'),
  )
}

/** How far the account fell below its high. */
export function drawdown({ figures }: Evidence, terms: Terms): Judgement {
  const { all, drawdown: fall } = figures
  const share = fall.share
  return judged(
    {
      expected: `at most ${percent(String(terms.drawdown))} of the high`,
      found: share
        ? `${percent(share)} of the high (${dec(fall.money).toFixed(2)}), by closed trades`
        : `${dec(fall.money).toFixed(2)}, of a balance that is not known`,
      facts: { share, money: fall.money, from: fall.from, lowestAt: fall.lowestAt },
    },
    share !== undefined &&
      dec(share).gt(terms.drawdown) &&
      failsFor('trade smaller, or other signals: qt report'),
    all.trades === 0 && trade,
    share === undefined && notYet('say what the account began with: --balance AMOUNT'),
  )
}

/** Entry prices against the touch when their signals were decided on. */
export function slippage({ figures }: Evidence, terms: Terms): Judgement {
  const { slippage: mean, trades } = figures.all
  return judged(
    {
      expected: `at most ${percent(String(terms.slippage))} of the price on average`,
      found:
        mean === undefined ? 'no trade' : `${percent(mean, 4)} of the price, ${counted(trades, 'trade')}`,
      facts: { mean, trades },
    },
    mean === undefined && trade,
    mean !== undefined &&
      dec(mean).gt(terms.slippage) &&
      failsFor('trade more liquid symbols or smaller sizes: qt report has it by symbol'),
  )
}
