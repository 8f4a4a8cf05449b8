import { positionLifetimes, type VenueLedger } from '#paper/audit/ledger.ts'
import type { Verdict } from '#ports/state.ts'
import type {
  Pictured,
  PicturedMarket,
  PicturedRefusal,
  PicturedTrade,
  Remark,
} from '../../../pictures/pictured.ts'
import type { CandleSeries } from '../../market/candle-series.ts'
import { type Market, markAt } from '../../market/market.ts'
import { equityOf } from '../equity.ts'
import { lifetimeOf } from '../promises.ts'
import type { Records } from '../records.ts'
import type { Report } from '../report.ts'
import { drawnEquity } from './drawn-equity.ts'
import { closeUp, drawnMarket } from './drawn-market.ts'
import { tradeStory } from './trade-story.ts'

/** A finished run over a recorded market, whether played by `npm start` or by the lab. */
export interface PicturedRun {
  readonly market: Market
  /** Start of the played market; milliseconds. */
  readonly startsAt: number
  /** The account's starting balance. */
  readonly balance: string
  readonly report: Pick<Report, 'interruptedAt' | 'figures' | 'promises'>
  readonly records: Records
  readonly ledgers: Iterable<VenueLedger>
  /** What else the reader should know. */
  readonly remarks?: readonly Remark[]
  /** What rejected entries would have made, by message id, if that was computed. */
  readonly made?: ReadonlyMap<string, string>
}

/** Everything that a page shows of a run. */
export function picturedRun(run: PicturedRun): Pictured {
  const { market, startsAt: from, balance, report, records, ledgers, remarks = [], made } = run
  const to = report.interruptedAt === undefined ? market.to : Date.parse(report.interruptedAt)
  const seriesOf = (symbol: string) => market.symbol(symbol)?.series
  const markets = market.symbols.flatMap(symbol => {
    const series = seriesOf(symbol)
    return series ? [drawnMarket(series, from, to)] : []
  })
  const stories = storiesOf(records, ledgers)
  const trades = records.positions.flatMap(({ id }) => {
    const story = stories.get(id)
    return story ? [withCandles(story, markets, seriesOf)] : []
  })
  const marks = (symbol: string, at: number) => markAt(market, symbol, at)
  const curve = equityOf({ ledgers, balance, markAt: marks })
  return {
    title: market.symbols.join(', '),
    asset: 'USDT',
    figures: report.figures,
    remarks: [...interrupted(report), ...remarks, promisesKept(report.promises)],
    equity: drawnEquity({ curve, trades, balance, from, to }),
    trades,
    refused: records.verdicts.flatMap(verdict => refusal(verdict, made?.get(verdict.messageId))),
    markets,
  }
}

/** By position id, one symbol's books after the other. */
function storiesOf(
  { positions, journals }: Records,
  ledgers: Iterable<VenueLedger>,
): ReadonlyMap<string, PicturedTrade> {
  const stories = new Map<string, PicturedTrade>()
  for (const ledger of ledgers) {
    const lifetimes = positionLifetimes(ledger)
    for (const position of positions.filter(({ symbol }) => symbol === ledger.symbol)) {
      const life = lifetimeOf(position, lifetimes)
      const story = life && tradeStory(position, life, ledger, journals.get(position.id) ?? [])
      if (story) stories.set(position.id, story)
    }
  }
  return stories
}

function withCandles<Story extends { symbol: string; openedAt: number; closedAt: number }>(
  story: Story,
  markets: readonly PicturedMarket[],
  seriesOf: (symbol: string) => CandleSeries | undefined,
) {
  const market = markets.find(({ symbol }) => symbol === story.symbol)
  const series = seriesOf(story.symbol)
  const near = market && series && closeUp(story, series, market.candles)
  return near ? { ...story, closeUp: near } : story
}

/** Warns that the run covers only a part. */
const interrupted = ({ interruptedAt }: Pick<Report, 'interruptedAt'>): readonly Remark[] =>
  interruptedAt === undefined
    ? []
    : [
        {
          name: 'Interrupted',
          text: `at ${interruptedAt.slice(0, 19)}Z; open positions were closed then`,
          bad: true,
        },
      ]

function promisesKept(promises: Report['promises']): Remark {
  const broken = Object.entries(promises).flatMap(([name, kept]) => (kept ? [] : [name]))
  return broken.length === 0
    ? { name: 'Promises', text: `all ${Object.keys(promises).length} held` }
    : { name: 'Promises', text: `broken: ${broken.join(', ')}`, bad: true }
}

function refusal(
  { verdict, at, reason = 'unknown', ...of }: Verdict,
  wouldHaveMade: string | undefined,
): readonly PicturedRefusal[] {
  if (verdict !== 'refused') return []
  const { detail, source, symbol, action } = of
  return [
    {
      ...{ at, reason },
      ...(detail && { detail }),
      ...(source && { source }),
      ...(symbol && { symbol }),
      ...(action && { action }),
      ...(wouldHaveMade !== undefined && { wouldHaveMade }),
    },
  ]
}
