import { afterAll, describe, expect, test } from 'vitest'
import { positionLifetimes } from '#paper/ledger.ts'
import { type Market, openMarket } from '#paper/market/market.ts'
import { firstBeyond, liquidationPriceOf } from './independent-liquidation.ts'
import { type Played, type PlayPlan, playMarket, tickSizes } from './play-market.ts'

const path = (relative: string) => new URL(relative, import.meta.url).pathname
const crash = openMarket({ klines: [path('../../infra/local/sample')], tickSizes })
const trades = openMarket({
  klines: [path('./market/fixtures/APEUSDT-aggTrades-2024-10-18.csv.gz')],
  stepMs: 1,
  tickSizes,
})
const plan = {
  everyMs: 5 * 60_000,
  leverage: 20,
  notional: 20_000,
  marginType: 'ISOLATED' as const,
  protects: false,
  lookMs: 60_000,
}

interface Forced {
  readonly time: number
  /** By Binance's formula and the recorded marks alone. */
  readonly due: number | undefined
}

/** Every liquidation in the books, beside the moment that the maintenance margin says. */
function liquidations(market: Market, { ledgers }: Played): readonly Forced[] {
  return ledgers.flatMap(ledger =>
    positionLifetimes(ledger)
      .filter(life => life.liquidated)
      .map(life => {
        const entries = ledger.trades.filter(each => each.time === life.openedAt)
        const quantity = entries.reduce((sum, each) => sum + Number(each.qty), 0)
        const quote = entries.reduce((sum, each) => sum + Number(each.qty) * Number(each.price), 0)
        const held = {
          symbol: life.symbol,
          isLong: life.side === 'long',
          quantity,
          entryPrice: quote / quantity,
          wallet: quote / plan.leverage,
        }
        const step = firstBeyond(market, held, liquidationPriceOf(held), life.openedAt)
        return { time: life.closedAt ?? 0, due: step?.time }
      }),
  )
}

describe('positions without a stop in the crash of 2025-02-03', () => {
  test('are liquidated at the very step at which the mark reaches what the maintenance margin allows', async () => {
    const played = await playMarket({ ...plan, market: crash })
    const forced = liquidations(crash, played)
    expect(forced.length).toBeGreaterThan(8)
    for (const { time, due } of forced) expect(time).toBe(due)
  })

  test('cost their margin and no more, and the others stay open', async () => {
    const { ledgers } = await playMarket({ ...plan, market: crash })
    for (const life of ledgers.flatMap(positionLifetimes).filter(each => each.liquidated)) {
      const margin = life.entryPrice.times(life.entryQuantity).div(plan.leverage)
      expect(life.netPnl.plus(life.fees).abs().toNumber()).toBeLessThanOrEqual(margin.toNumber() * 1.001)
    }
  })
})

describe('a recorded market', () => {
  const runs = new Map<string, Promise<Played>>()
  afterAll(() => runs.clear())
  const played = (market: Market, more: Partial<PlayPlan>) =>
    playMarket({ ...plan, market, protects: true, ...more })

  test.for([
    ['of candles, isolated', crash, { marginType: 'ISOLATED' }],
    ['of candles, cross', crash, { marginType: 'CROSSED', leverage: 50 }],
    [
      'of trades, isolated',
      trades,
      { marginType: 'ISOLATED', leverage: 50, notional: 8_000, everyMs: 60_000 },
    ],
  ] as const)('%s: played twice gives byte-equal books', async ([, market, more]) => {
    const [first, second] = [await played(market, more), await played(market, more)]
    expect(first.ledgers.flatMap(ledger => ledger.trades).length).toBeGreaterThan(4)
    expect(JSON.stringify(first)).toBe(JSON.stringify(second))
  })

  test('gives the same books however often somebody looks', async () => {
    const often = await played(crash, { lookMs: 10_000 })
    const seldom = await played(crash, { lookMs: 150_000 })
    expect(JSON.stringify(often.ledgers)).toBe(JSON.stringify(seldom.ledgers))
    expect(often.wallet).toBe(seldom.wallet)
  })
})
