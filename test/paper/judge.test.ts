import { describe, expect, test } from 'vitest'
import { entriesByPrefix, idPrefix, positionLifetimes } from '#paper/ledger.ts'
import { type Bench, bench } from './builder.ts'

type Params = Record<string, string | number | boolean>
const SYMBOL = { symbol: 'BTCUSDT' }
const order = (of: Bench, side: 'BUY' | 'SELL', quantity: string, more: Params = {}) =>
  of.send('POST', '/v1/order', { ...SYMBOL, side, type: 'MARKET', quantity, ...more })
const exit = (of: Bench, quantity = '0.1', more: Params = {}) =>
  order(of, 'SELL', quantity, { reduceOnly: true, ...more })
const stop = (of: Bench, more: Params) =>
  of.send('POST', '/v1/algoOrder', {
    ...SYMBOL,
    algoType: 'CONDITIONAL',
    side: 'SELL',
    type: 'STOP_MARKET',
    workingType: 'MARK_PRICE',
    triggerPrice: '59900',
    ...more,
  })
const primary = (of: Bench, triggerPrice: string, clientAlgoId: string) =>
  stop(of, { closePosition: true, triggerPrice, clientAlgoId })
const bridge = (of: Bench, triggerPrice: string, clientAlgoId: string) =>
  stop(of, { quantity: '0.1', reduceOnly: true, triggerPrice, clientAlgoId })
const backup = (of: Bench, quantity: string) =>
  stop(of, { type: 'STOP', quantity, reduceOnly: true, price: '59800', clientAlgoId: 'backup' })
const cancel = (of: Bench, clientAlgoId: string) =>
  of.send('DELETE', '/v1/algoOrder', { ...SYMBOL, clientAlgoId })
const lives = async (of: Bench) => positionLifetimes(await of.venue.ledger('BTCUSDT'))
const first = async (of: Bench) => {
  const [life] = await lives(of)
  if (!life) throw new Error('Expected a position, there was none.')
  return life
}

describe('naked time is told apart:', () => {
  test('entry, from the first fill to the first live stop', async () => {
    const of = bench({ settings: { latencyMs: 50 } })
    await order(of, 'BUY', '0.1')
    await primary(of, '59900', 'one')
    of.clock.advance(3000)
    expect((await first(of)).nakedBy).toEqual({ entry: 100, ratchet: 0, fault: 0, backupOnly: 0 })
  })

  test('all of the life of a position that never had a stop is entry', async () => {
    const of = bench()
    await order(of, 'BUY', '0.1')
    of.clock.advance(700)
    await exit(of)
    expect((await first(of)).nakedBy).toMatchObject({ entry: 700, fault: 0 })
  })

  test('ratchet, between a stop that was cancelled and the next one', async () => {
    const of = bench()
    await order(of, 'BUY', '0.1')
    await primary(of, '59900', 'one')
    of.clock.advance(1000)
    await cancel(of, 'one')
    of.clock.advance(250)
    await primary(of, '59950', 'two')
    of.clock.advance(1000)
    expect((await first(of)).nakedBy).toMatchObject({ entry: 0, ratchet: 250, fault: 0 })
  })

  test('fault, when a stop was cancelled and none followed', async () => {
    const of = bench()
    await order(of, 'BUY', '0.1')
    await primary(of, '59900', 'one')
    of.clock.advance(1000)
    await cancel(of, 'one')
    of.clock.advance(250)
    await exit(of)
    expect((await first(of)).nakedBy).toMatchObject({ entry: 0, ratchet: 0, fault: 250 })
  })

  test('fault, when the position outgrew its stop', async () => {
    const of = bench()
    await order(of, 'BUY', '0.1')
    await bridge(of, '59900', 'one')
    of.clock.advance(1000)
    await order(of, 'BUY', '0.05')
    of.clock.advance(400)
    expect((await first(of)).nakedBy).toMatchObject({ entry: 0, ratchet: 0, fault: 400 })
  })

  test('a limit stop is a backup, at exactly the position’s quantity', async () => {
    const exactly = bench()
    await order(exactly, 'BUY', '0.1')
    exactly.clock.advance(100)
    await backup(exactly, '0.1')
    exactly.clock.advance(400)
    const life = await first(exactly)
    expect(life.nakedBy).toEqual({ entry: 100, ratchet: 0, fault: 0, backupOnly: 400 })
    expect(life.nakedMs).toBe(500)
    expect(life.naked.map(({ kind, backup: only }) => [kind, only])).toEqual([
      ['entry', false],
      ['entry', true],
    ])

    const other = bench()
    await order(other, 'BUY', '0.1')
    await backup(other, '0.11')
    other.clock.advance(400)
    expect((await first(other)).nakedBy).toMatchObject({ entry: 400, backupOnly: 0 })
  })

  test('a trailing stop is no stop, until it is an exit on its way', async () => {
    const of = bench()
    await order(of, 'BUY', '0.1')
    await stop(of, {
      type: 'TRAILING_STOP_MARKET',
      quantity: '0.1',
      reduceOnly: true,
      callbackRate: '0.1',
      triggerPrice: '',
    })
    of.tick('59800')
    const triggeredAt = of.clock.now()
    of.clock.advance(5000)
    of.tick('59800')
    const { openedAt, naked } = await first(of)
    expect(naked).toEqual([{ from: openedAt, to: triggeredAt, kind: 'entry', backup: false }])
  })

  test('a triggered stop that is too small for the position is no exit in flight', async () => {
    const of = bench()
    await order(of, 'BUY', '0.1')
    await stop(of, { quantity: '0.05', reduceOnly: true })
    of.tick('59850')
    of.clock.advance(3000)
    of.tick('59850')
    const { nakedMs, openedAt } = await first(of)
    expect(nakedMs).toBe(of.clock.now() - openedAt)
  })
})

describe('an exit in flight', () => {
  test('is a triggered limit stop that finds a taker’s price', async () => {
    const of = bench()
    await order(of, 'BUY', '0.1')
    await backup(of, '0.1')
    of.tick('59890')
    const triggeredAt = of.clock.now()
    of.tick('59890')
    const { openedAt, closedAt, naked } = await first(of)
    expect(closedAt).toBe(of.clock.now())
    expect(naked).toEqual([{ from: openedAt, to: triggeredAt, kind: 'entry', backup: true }])
  })

  test('is no limit order that rests, not even one that a stop became', async () => {
    const of = bench()
    await order(of, 'BUY', '0.1')
    await backup(of, '0.1')
    of.tick('59700')
    of.tick('59700')
    of.clock.advance(5000)
    const { openedAt, nakedMs } = await first(of)
    expect(nakedMs).toBe(of.clock.now() - openedAt)
  })
})

describe('loosened', () => {
  test('is a live stop that is worse than one that stood before it', async () => {
    const of = bench()
    await order(of, 'BUY', '0.1')
    await bridge(of, '59950', 'tight')
    of.clock.advance(1000)
    await bridge(of, '59900', 'loose')
    await cancel(of, 'tight')
    const from = of.clock.now()
    of.clock.advance(600)
    await bridge(of, '59960', 'tighter')
    of.clock.advance(1000)
    const { loosened } = await first(of)
    const told = loosened.map(each => ({
      ...each,
      trigger: each.trigger.toFixed(),
      best: each.best.toFixed(),
    }))
    expect(told).toEqual([{ from, to: from + 600, trigger: '59900', best: '59950' }])
  })

  test('is not a looser stop beside a tighter one', async () => {
    const of = bench()
    await order(of, 'BUY', '0.1')
    await bridge(of, '59950', 'tight')
    await bridge(of, '59900', 'loose')
    of.clock.advance(1000)
    expect((await first(of)).loosened).toEqual([])
  })

  test('is not what stands behind a stop that executes', async () => {
    const of = bench()
    await order(of, 'BUY', '0.1')
    await bridge(of, '59950', 'tight')
    await bridge(of, '59900', 'loose')
    of.tick('59940')
    of.clock.advance(1000)
    of.tick('59940')
    expect(await first(of)).toMatchObject({ loosened: [], closedAt: of.clock.now() })
  })

  test('is measured by the other side of the price for a short', async () => {
    const of = bench()
    await order(of, 'SELL', '0.1')
    const buy = { side: 'BUY', quantity: '0.1', reduceOnly: true }
    await stop(of, { ...buy, triggerPrice: '60100', clientAlgoId: 'one' })
    of.clock.advance(1000)
    await stop(of, { ...buy, triggerPrice: '60050', clientAlgoId: 'two' })
    of.clock.advance(1000)
    await cancel(of, 'one')
    of.clock.advance(1000)
    expect((await first(of)).loosened).toEqual([])
    await stop(of, { ...buy, triggerPrice: '60100', clientAlgoId: 'three' })
    await cancel(of, 'two')
    of.clock.advance(1000)
    expect((await first(of)).loosened).toHaveLength(1)
  })
})

describe('left over', () => {
  test('are the orders that outlive their position, and how long', async () => {
    const of = bench()
    await order(of, 'BUY', '0.1')
    await primary(of, '59900', 'primary')
    await bridge(of, '59900', 'bridge')
    await exit(of)
    const flatAt = of.clock.now()
    of.clock.advance(2000)
    await cancel(of, 'bridge')
    expect((await first(of)).ordersLeft).toEqual([
      { book: 'algo', clientId: 'bridge', from: flatAt, to: flatAt + 2000 },
    ])
  })

  test('are closing orders that come when it is gone, told once, and no entries', async () => {
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

  test('a position that begins in the trade that ended another one is turned', async () => {
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
