import { describe, expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import { positionIdOf } from '#domain/identity.ts'
import type { Position } from '#domain/position.ts'
import { loadConfiguration } from '#runtime/configuration.ts'
import { takeSlot } from '../../functions/monitor/survey/take-slot.ts'
import { takeUnmanaged } from '../../functions/monitor/survey/unmanaged.ts'
import { replayDecisions } from '../../infra/local/judge/decisions.ts'
import { memoryForTests } from '../storm/memory-table.ts'
import { type House, openHouse } from './house.ts'
import { books, expectPromises } from './judge.ts'
import { buy, positionOf, verdictOn } from './signals.ts'

const dynamo = memoryForTests()

const symbol = 'BTCUSDT'

/** Somebody opens a position by hand: 0.1 BTC at 60000, at Binance's own 20x. */
async function openByHand(house: House): Promise<void> {
  const order = { symbol, side: 'BUY', type: 'MARKET', quantity: '0.1', newClientOrderId: 'by-hand' }
  expect((await house.send('POST', '/v1/order', order)).status).toBe(200)
}

const slotOf = async (house: House) => (await house.state.account.read()).item.slots[symbol]

/** Loses what the account item knows of the symbol, as a restored backup might. */
const loseSlot = (house: House) => house.state.account.update(account => ({ ...account, slots: {} }))

describe('a position of ours without a slot', () => {
  test('is taken back and goes on as if it had never been lost', async () => {
    const house = await openHouse(dynamo)
    await house.signal(buy(house))
    const before = await positionOf(house)
    await loseSlot(house)
    await house.nextTick()
    expect((await slotOf(house))?.positionId).toBe(before.id)
    expect((await positionOf(house)).state).toBe('open')
    expect(house.told.of('foreign-position')).toEqual([])
    await house.signal({ ...buy(house, { id: 'close', action: 'CLOSE' }) })
    await expectPromises(house)
    expect(await books(house)).toEqual([])
    expect((await positionOf(house)).result?.reason).toBe('signal')
  })

  test('is protected within a tick when its entry was given up and filled after all', async () => {
    const house = await openHouse(dynamo)
    await house.signal(buy(house))
    const open = await positionOf(house)
    await giveUp(house, open)
    await house.nextTick()
    expect((await positionOf(house)).state).toBe('open')
    const stops = await house.exchange.openAlgoOrders(symbol)
    expect(stops.filter(order => order.type === 'STOP_MARKET')).toHaveLength(1)
    await expectPromises(house, { nakedLater: true })
  })

  test('is not called foreign while the exchange does not show whose order opened it', async () => {
    const house = await openHouse(dynamo)
    await house.signal(buy(house))
    await giveUp(house, await positionOf(house))
    const unknown = () => Response.json({ code: -2013, msg: 'Order does not exist.' }, { status: 400 })
    house.wire.misanswer('GET /fapi/v1/order', unknown)
    await house.nextTick()
    expect(house.told.of('foreign-position')).toEqual([])
    await house.nextTick()
    expect((await positionOf(house)).state).toBe('open')
    const stops = await house.exchange.openAlgoOrders(symbol)
    expect(stops.filter(order => order.type === 'STOP_MARKET')).toHaveLength(1)
  })

  test('gets its stop from the mark when the market has passed the one from its entry', async () => {
    const house = await openHouse(dynamo)
    await house.signal(buy(house))
    const open = await positionOf(house)
    await giveUp(house, open)
    house.move('59970')
    house.move('59955')
    await house.nextTick()
    const adopted = await positionOf(house)
    expect(adopted.state).toBe('open')
    expect(dec(adopted.protection.level).lt('59955')).toBe(true)
    const { rules, different } = replayDecisions(await house.records())
    expect(rules).toContain('adopted-stop')
    expect(different).toEqual([])
  })
})

describe("somebody else's position", () => {
  test('is alarmed once, blocks its symbol and is never touched', async () => {
    const house = await openHouse(dynamo)
    await openByHand(house)
    await house.nextTick()
    await house.nextTick()
    expect(house.told.of('foreign-position')).toHaveLength(1)
    expect(await slotOf(house)).toBeUndefined()
    await house.signal(buy(house))
    expect(await verdictOn(house)).toBe('foreign-position')
    expect(await books(house)).toEqual([])
    expect((await house.exchange.position(symbol))?.quantity).toBe('0.1')
  })

  test('frees its symbol once it is gone', async () => {
    const house = await openHouse(dynamo)
    await openByHand(house)
    await house.nextTick()
    const close = { symbol, side: 'SELL', type: 'MARKET', quantity: '0.1', reduceOnly: true }
    await house.send('POST', '/v1/order', close)
    await house.nextTick()
    expect((await house.state.account.read()).item.foreign).toEqual([])
    await house.signal(buy(house))
    expect(await verdictOn(house)).toBe('accepted')
  })

  test('is taken over with QT_ADOPT=all: protected from its entry in the same tick, nothing of it sold', async () => {
    const house = await openHouse(dynamo, { environment: { QT_ADOPT: 'all' } })
    await openByHand(house)
    await house.nextTick()
    const slot = await slotOf(house)
    const adopted = (await house.state.positions.read(slot?.positionId ?? ''))?.item
    expect(adopted).toMatchObject({ source: 'adopted', state: 'open', leverage: 20, openQuantity: '0.1' })
    const orders = await house.exchange.openAlgoOrders(symbol)
    expect(orders.map(order => order.type).sort()).toEqual(['STOP', 'STOP_MARKET', 'TAKE_PROFIT_MARKET'])
    expect((await house.exchange.position(symbol))?.quantity).toBe('0.1')
    await expectPromises(house, { nakedLater: true })
  })

  test('that is in profit when it is taken over keeps what its take-profits would have sold', async () => {
    const house = await openHouse(dynamo, { environment: { QT_ADOPT: 'all' } })
    await openByHand(house)
    // 3 % of margin at 20x lie at 60093, the next take-profit at 60243.
    house.move('60150')
    await house.nextTick()
    await house.nextTick()
    const adopted = (await house.state.positions.read((await slotOf(house))?.positionId ?? ''))?.item
    expect(adopted?.rungs.map(({ state }) => state).slice(0, 2)).toEqual(['done', 'waiting'])
    expect((await house.exchange.position(symbol))?.quantity).toBe('0.1')
    await expectPromises(house, { nakedLater: true })
  })

  test('is not taken into a slot by a look that began before its symbol’s last close', async () => {
    const house = await openHouse(dynamo)
    await house.signal(buy(house))
    const open = await house.exchange.position(symbol)
    if (!open) throw new Error('Nothing is open')
    const [before, position] = [house.clock.now(), await positionOf(house)]
    await house.signal(buy(house, { id: 'close', action: 'CLOSE' }))
    const closedAt = (await house.state.account.read()).item.lastClosed[symbol] ?? 0
    const desk = { ...house, telemetry: house.told.telemetry, deployment: 'test', holder: 'late' }
    const survey = { ...desk, configuration: loadConfiguration({}) }
    for (const lookedAt of [before, closedAt])
      expect(await takeSlot(survey, position, { open, lookedAt })).toBe(false)
    expect(await takeSlot(survey, position, { open, lookedAt: closedAt + 1 })).toBe(true)
    // What it may lose counts from then on: 3 % of the margin of 1.249 at 60003, and a taker's fee twice.
    expect((await slotOf(house))?.worstLoss).toBe('149.88749400')
  })

  test('is alarmed, not forgotten, where another position has the record that it would get', async () => {
    const house = await openHouse(dynamo, { environment: { QT_ADOPT: 'all' } })
    house.feed.push('ETHUSDT', house.clock.now(), '2500')
    await house.signal(buy(house, { symbol: 'ETHUSDT' }))
    await openByHand(house)
    const opened = await house.exchange.position(symbol)
    const id = positionIdOf(`adopted#${symbol}#long#${opened?.updatedAt}`)
    await house.state.positions.create({ ...(await positionOf(house)), id })
    await house.nextTick()
    expect(await slotOf(house)).toBeUndefined()
    expect(house.told.of('adoption-collides')).toMatchObject([
      { positionId: id, symbol, standing: 'ETHUSDT' },
    ])
    expect(house.told.of('foreign-position')).toMatchObject([{ symbol }])
  })
})

test.each(['own', 'all'])(
  'with QT_ADOPT=%s a position of another deployment is left to it, and halts entries until it is gone',
  async adopt => {
    const house = await openHouse(dynamo, { environment: { QT_ADOPT: adopt } })
    const others = 'qt-other-000000000001'
    const entry = { symbol, side: 'BUY', type: 'MARKET', quantity: '0.1', newClientOrderId: `${others}-e0` }
    await house.send('POST', '/v1/order', entry)
    const stop = { side: 'SELL', type: 'STOP_MARKET', triggerPrice: '59000', closePosition: true } as const
    await house.exchange.placeAlgo({ symbol, ...stop, clientId: `${others}-p1` })
    await house.nextTick()
    await house.nextTick()
    expect(house.told.of('entries-halted')).toMatchObject([{ by: 'other-deployment' }])
    expect((await house.exchange.openAlgoOrders(symbol)).map(order => order.clientId)).toEqual([
      `${others}-p1`,
    ])
    await house.signal({ ...buy(house), symbol: 'ETHUSDT' })
    expect(await verdictOn(house)).toBe('halted')

    await house.send('POST', '/v1/order', { ...entry, side: 'SELL', newClientOrderId: `${others}-c2` })
    await house.nextTick()
    expect((await house.state.account.read()).item).toMatchObject({ foreign: [], halts: {} })
    expect(await slotOf(house)).toBeUndefined()
  },
)

test('a halt because of another deployment does not outlive its position, however late it is known whose that was', async () => {
  const house = await openHouse(dynamo)
  const others = 'qt-other-000000000001'
  const entry = { symbol, side: 'BUY', type: 'MARKET', quantity: '0.1', newClientOrderId: `${others}-e0` }
  await house.send('POST', '/v1/order', entry)
  const shown = await house.exchange.positions()
  const account = (await house.state.account.read()).item
  const survey = {
    ...{ exchange: house.exchange, state: house.state, clock: house.clock, telemetry: house.told.telemetry },
    ...{ configuration: loadConfiguration({}), deployment: 'test', holder: 'late' },
    // Nobody is waited for: whose it is comes out after the look has ended.
    patience: async () => {},
  }
  const look = { shown, lookedAt: house.clock.now() }
  expect(await takeUnmanaged(survey, account, look)).toMatchObject({ foreign: [], halts: {} })
  await house.send('POST', '/v1/order', { ...entry, side: 'SELL', newClientOrderId: `${others}-c2` })
  await house.nextTick()
  await house.nextTick()
  expect((await house.state.account.read()).item).toMatchObject({ foreign: [], halts: {} })
})

/** The executor gave the entry up too early: its record says abandoned, no stop stands, the slot is free. */
async function giveUp(house: House, open: Position): Promise<void> {
  const stored = await house.state.positions.read(open.id)
  const { entryPrice: _, openQuantity: __, ...entering } = open
  await house.state.positions.write(
    { ...entering, state: 'abandoned', rungs: [], abandonedFor: 'no-fill' },
    stored?.version ?? 0,
  )
  await house.exchange.cancelAllAlgo(symbol)
  await loseSlot(house)
  expect(positionIdOf(open.signalId)).toBe(open.id)
}
