import { describe, expect, test } from 'vitest'
import { bench } from '../builder.ts'
import { SYMBOL } from '../trader.ts'
import { lives, order } from './audited.ts'

describe('a position’s lifetime', () => {
  test('has entry, exit, fees, funding and net result', async () => {
    const of = bench()
    await order(of, 'BUY', '0.1')
    const openedAt = of.clock.now()
    of.tick({ last: '60500', fundingRate: '0.0001' })
    await order(of, 'SELL', '0.04', { reduceOnly: true })
    of.tick('60200')
    await order(of, 'SELL', '0.06', { reduceOnly: true })
    const [life] = await lives(of)
    expect(life).toMatchObject({ side: 'long', openedAt, closedAt: of.clock.now(), liquidated: false })
    const amounts = [life?.entryPrice, life?.exitPrice, life?.realizedPnl, life?.fees, life?.otherIncome]
    expect(amounts.map(amount => amount?.toFixed(4))).toEqual([
      '60003.0000',
      '60316.9000',
      '31.3900',
      '6.0160',
      '-0.6050',
    ])
    const wallet = (await of.send('GET', '/v3/account')).body.totalWalletBalance
    expect(life?.netPnl.toFixed(8)).toBe((Number(wallet) - 10_000).toFixed(8))
  })

  test('ends and starts afresh in the trade that turns the position', async () => {
    const of = bench()
    await order(of, 'BUY', '0.1')
    of.tick('60100')
    await order(of, 'SELL', '0.25')
    const [long, short] = await lives(of)
    expect([long?.side, long?.exitQuantity.toFixed(), short?.side, short?.entryQuantity.toFixed()]).toEqual([
      'long',
      '0.1',
      'short',
      '0.15',
    ])
    const fees = (await of.venue.ledger('BTCUSDT')).trades.map(trade => Number(trade.commission))
    expect(Number(long?.fees.plus(short?.fees ?? 0))).toBeCloseTo(
      fees.reduce((a, b) => a + b, 0),
      8,
    )
  })

  test('has the time of its liquidation', async () => {
    const of = bench()
    await of.send('POST', '/v1/marginType', { ...SYMBOL, marginType: 'ISOLATED' })
    await order(of, 'BUY', '0.1')
    of.tick('50000')
    expect((await lives(of))[0]).toMatchObject({ liquidated: true, closedAt: of.clock.now() })
  })
})
