import { describe, expect, test } from 'vitest'
import { idPrefix } from '#paper/audit/entries.ts'
import { entriesByPrefix } from '#paper/audit/ledger.ts'
import { bench } from '../builder.ts'
import { cancelAlgo } from '../trader.ts'
import { bridge, exit, first, lives, order, primary, stop } from './audited.ts'

describe('left over', () => {
  test('are the orders that outlive their position, with the time they stand', async () => {
    const of = bench()
    await order(of, 'BUY', '0.1')
    await primary(of, '59900', 'primary')
    await bridge(of, '59900', 'bridge')
    await exit(of)
    const flatAt = of.clock.now()
    of.clock.advance(2000)
    await cancelAlgo(of, 'bridge')
    expect((await first(of)).ordersLeft).toEqual([
      { book: 'algo', clientId: 'bridge', from: flatAt, to: flatAt + 2000 },
    ])
  })

  test('are closing orders placed after the position is gone, reported once, and not counted as entries', async () => {
    const of = bench()
    await order(of, 'BUY', '0.1')
    await exit(of)
    of.clock.advance(500)
    await bridge(of, '59900', 'late')
    const at = of.clock.now()
    const entry = { type: 'LIMIT', price: '59000', timeInForce: 'GTC', newClientOrderId: 'entry' }
    await order(of, 'BUY', '0.1', entry)
    of.clock.advance(500)
    await order(of, 'BUY', '0.1')
    await exit(of)
    const [one, two] = await lives(of)
    expect(one?.ordersLeft).toEqual([{ book: 'algo', clientId: 'late', from: at, to: undefined }])
    expect(two?.ordersLeft.map(({ book, clientId }) => [book, clientId])).toEqual([['regular', 'entry']])
  })
})

describe('entries and flips', () => {
  test('entries are counted by the prefix of their client ids', async () => {
    const of = bench()
    await order(of, 'BUY', '0.1', { newClientOrderId: 'bot-7-e1' })
    await order(of, 'BUY', '0.1', { newClientOrderId: 'bot-7-e2' })
    await exit(of, '0.2', { newClientOrderId: 'bot-7-c3' })
    await order(of, 'BUY', '0.1', { newClientOrderId: 'bot-8-e1' })
    const ledger = await of.venue.ledger('BTCUSDT')
    const counted = (prefixOf?: (id: string) => string) => [...entriesByPrefix(ledger, prefixOf)]
    expect(counted()).toEqual([
      ['bot-7', 2],
      ['bot-8', 1],
    ])
    expect(counted(id => id.slice(0, 3))).toEqual([['bot', 3]])
    expect([idPrefix('x-15PC4ZJy.a:9'), idPrefix('alone')]).toEqual(['x-15PC4ZJy.a', 'alone'])
  })

  test('a position that begins in the trade that ended another one is marked as turned', async () => {
    const of = bench()
    await order(of, 'BUY', '0.1')
    await order(of, 'SELL', '0.3')
    await order(of, 'BUY', '0.2')
    await order(of, 'BUY', '0.1')
    expect((await lives(of)).map(({ side, turned }) => [side, turned])).toEqual([
      ['long', false],
      ['short', true],
      ['long', false],
    ])
  })
})

describe('in hedge mode', () => {
  test('each side is a position of its own, with its own stops', async () => {
    const of = bench()
    await of.send('POST', '/v1/positionSide/dual', { dualSidePosition: 'true' })
    await order(of, 'BUY', '0.1', { positionSide: 'LONG' })
    await order(of, 'SELL', '0.2', { positionSide: 'SHORT' })
    await stop(of, { positionSide: 'LONG', quantity: '0.1', clientAlgoId: 'long' })
    of.clock.advance(300)
    const buy = { side: 'BUY', triggerPrice: '60100', clientAlgoId: 'short' }
    await stop(of, { ...buy, positionSide: 'SHORT', quantity: '0.2' })
    of.clock.advance(300)
    await order(of, 'SELL', '0.1', { positionSide: 'LONG' })
    const flatAt = of.clock.now()
    of.clock.advance(300)
    const [long, short] = await lives(of)
    expect(long).toMatchObject({ positionSide: 'LONG', side: 'long', nakedMs: 0, closedAt: flatAt })
    expect(long?.ordersLeft).toEqual([{ book: 'algo', clientId: 'long', from: flatAt, to: undefined }])
    expect(short).toMatchObject({ positionSide: 'SHORT', side: 'short', closedAt: undefined, ordersLeft: [] })
    expect(short?.nakedBy).toMatchObject({ entry: 300, fault: 0 })
  })
})
