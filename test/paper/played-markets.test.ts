import { describe, expect, test } from 'vitest'
import { positionLifetimes } from '#paper/audit/ledger.ts'
import { type Market, openMarket } from '../../infra/local/market/market.ts'
import { checkLiquidations } from './liquidation-check.ts'
import { type PlayPlan, playMarket, tickSizes } from './play-market.ts'

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

const apeDay = { leverage: 50, notional: 8_000, everyMs: 10 * 60_000 }

describe('positions without a stop', () => {
  test.for([
    ['the crash of 2025-02-03', crash, {}, 8],
    ['the trades of APEUSDT on 2024-10-18', trades, apeDay, 1],
  ] as const)(
    'in %s are liquidated at the very step at which the mark reaches the liquidation price',
    async ([, market, more, fewest]) => {
      const playing = { ...plan, ...more, market }
      const { ledgers } = await playMarket(playing)
      const forced = ledgers.flatMap(ledger => checkLiquidations(market, ledger, playing.leverage))
      expect(forced.length).toBeGreaterThan(fewest)
      for (const { closedAt, dueAt } of forced) expect(closedAt).toBe(dueAt)
    },
  )

  test('cost their margin and no more, and the others stay open', async () => {
    const { ledgers } = await playMarket({ ...plan, market: crash })
    for (const life of ledgers.flatMap(positionLifetimes).filter(each => each.liquidated)) {
      const margin = life.entryPrice.times(life.entryQuantity).div(plan.leverage)
      expect(life.netPnl.plus(life.fees).abs().toNumber()).toBeLessThanOrEqual(margin.toNumber() * 1.001)
    }
  })
})

describe('a recorded market', () => {
  const played = (market: Market, more: Partial<PlayPlan>) =>
    playMarket({ ...plan, market, protects: true, ...more })

  test.for([
    ['of candles, isolated', crash, { marginType: 'ISOLATED' }],
    ['of candles, cross', crash, { marginType: 'CROSSED', leverage: 50, lookMs: 150_000 }],
    ['of trades, isolated', trades, { ...apeDay, exitsAway: 0.004 }],
  ] as const)('%s: played twice gives byte-equal books', async ([, market, more]) => {
    const [first, second] = [await played(market, more), await played(market, more)]
    expect(first.ledgers.flatMap(ledger => ledger.trades).length).toBeGreaterThan(4)
    expect(JSON.stringify(first)).toBe(JSON.stringify(second))
  })

  test('gives the same books however often a client looks', async () => {
    const often = await played(crash, { lookMs: 10_000 })
    const seldom = await played(crash, { lookMs: 150_000 })
    expect(JSON.stringify(often.ledgers)).toBe(JSON.stringify(seldom.ledgers))
    expect(often.wallet).toBe(seldom.wallet)
  })
})
