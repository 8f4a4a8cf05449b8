import { figuresOf } from '#figures/figures.ts'
import { drawnEquity } from '../../../../infra/local/audit/pictures/drawn-equity.ts'
import type { CameTo, PicturedPeriod } from '../../../../infra/operator/page/shown/came-to.ts'
import { paths } from '../../../../infra/operator/page/shown/paths.ts'
import { aPeriod, dayMs, trades as tradesOf, start as tradesStart } from '../../../figures/builders.ts'
import { doneExample, invalidExample, previewExample, storyExample } from '../shown-examples.ts'
import { candlesOf, start, symbolOf } from './lively.ts'
import type { Answers } from './view-server.ts'

/** Some weeks of trades of a system with a small edge. */
function aPast(shift: number): PicturedPeriod {
  const nets = Array.from({ length: 120 }, (_, n) =>
    ((((n + shift) * 37) % 23) - 9.2 + (n % 5) * 0.4).toFixed(2),
  )
  const closed = tradesOf(...nets).map((trade, n) => ({
    ...trade,
    symbol: symbolOf(n % 6),
    source: ['trend', 'breakout', 'operator'][n % 3] ?? 'trend',
    side: n % 2 ? ('short' as const) : ('long' as const),
  }))
  const period = { from: tradesStart, to: tradesStart + 6 * dayMs }
  let worth = 10_000
  const curve = closed.map(({ closedAt, net }) => {
    worth += Number(net)
    return { at: closedAt, equity: worth.toFixed(2) }
  })
  return {
    title: 'all symbols',
    asset: 'USDT',
    figures: figuresOf(
      aPeriod({ ...period, trades: closed, refused: [{ reason: 'cooldown', action: 'BUY' }] }),
    ),
    remarks: [{ name: 'Promises', text: 'all 12 held' }],
    equity: drawnEquity({ ...period, curve, trades: closed, balance: '10000' }),
    trades: closed.map((trade, n) => ({
      ...trade,
      ...{ id: `past-${n}`, quantity: '0.5', entryPrice: '2804.51', exitPrice: '2811.02' },
    })),
    refused: [],
  }
}

const here = aPast(0)
const cameTo: CameTo = { here, unknown: [] }
const besidePaper: CameTo = { here, paper: aPast(3), unknown: [] }

/** The answers to the page's own requests: the examples, and candles of the lively market. */
export const answersOf =
  (options: { readonly withPaper?: boolean } = {}): Answers =>
  (path, query) => {
    if (path === paths.candles) {
      const index = Array.from({ length: 60 }, (_, n) => n).find(n => symbolOf(n) === query.get('symbol'))
      return candlesOf(index ?? 0)
    }
    if (path === paths.cameTo) return options.withPaper ? besidePaper : cameTo
    if (path === paths.invalid) return invalidExample
    if (path === paths.signals) return []
    if (path === paths.preview) return { ...previewExample, expiresAt: Date.now() + 60_000 }
    if (path === paths.confirm) return doneExample
    if (path.startsWith('/api/positions/')) {
      const id = decodeURIComponent(path.slice('/api/positions/'.length))
      return { ...storyExample, id, openedAt: start - 18 * 60_000 }
    }
    return undefined
  }
