import { describe, expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import { positionIdOf } from '#domain/identity.ts'
import type { Position } from '#domain/position.ts'
import { loadConfiguration } from '#settings/configuration.ts'
import { takeSlot } from '../../functions/monitor/survey/adoption/adopt.ts'
import { takeUnmanaged } from '../../functions/monitor/survey/unmanaged.ts'
import { replayDecisions } from '../../infra/local/audit/decisions.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { books, expectPromises } from './audit.ts'
import { buy, positionOf, verdictOn } from './signals.ts'
import { openSystem, type System } from './system.ts'

const dynamo = memoryForTests()

const symbol = 'BTCUSDT'

/** A trader opens a position by hand: 0.1 BTC at 60000, at Binance's own 20x. */
async function openByHand(system: System): Promise<void> {
  const order = { symbol, side: 'BUY', type: 'MARKET', quantity: '0.1', newClientOrderId: 'by-hand' }
  expect((await system.send('POST', '/v1/order', order)).status).toBe(200)
}

const slotOf = async (system: System) => (await system.state.account.read()).item.slots[symbol]

/** Removes what the account item knows of the symbol, as a restored backup might. */
const loseSlot = (system: System) => system.state.account.update(account => ({ ...account, slots: {} }))

describe('a position of ours without a slot', () => {
  test('gets its slot back and continues as if it had never lost it', async () => {
    const system = await openSystem(dynamo)
    await system.signal(buy(system))
    const before = await positionOf(system)
    await loseSlot(system)
    await system.nextTick()
    expect((await slotOf(system))?.positionId).toBe(before.id)
    expect((await positionOf(system)).state).toBe('open')
    expect(system.told.of('unmanaged-position')).toEqual([])
    await system.signal({ ...buy(system, { id: 'close', action: 'CLOSE' }) })
    await expectPromises(system)
    expect(await books(system)).toEqual([])
    expect((await positionOf(system)).result?.reason).toBe('signal')
  })

  test('is protected within a tick if its entry was given up but filled later', async () => {
    const system = await openSystem(dynamo)
    await system.signal(buy(system))
    const open = await positionOf(system)
    await giveUp(system, open)
    await system.nextTick()
    expect((await positionOf(system)).state).toBe('open')
    const stops = await system.exchange.openAlgoOrders(symbol)
    expect(stops.filter(order => order.type === 'STOP_MARKET')).toHaveLength(1)
    await expectPromises(system, { nakedLater: true })
  })

  test('is not reported as unmanaged until the exchange shows whose order opened it', async () => {
    const system = await openSystem(dynamo)
    await system.signal(buy(system))
    await giveUp(system, await positionOf(system))
    const unknown = () => Response.json({ code: -2013, msg: 'Order does not exist.' }, { status: 400 })
    system.wire.misanswer('GET /fapi/v1/order', unknown)
    await system.nextTick()
    expect(system.told.of('unmanaged-position')).toEqual([])
    await system.nextTick()
    expect((await positionOf(system)).state).toBe('open')
    const stops = await system.exchange.openAlgoOrders(symbol)
    expect(stops.filter(order => order.type === 'STOP_MARKET')).toHaveLength(1)
  })

  test('gets a stop measured from the mark if the market has passed the stop measured from its entry', async () => {
    const system = await openSystem(dynamo)
    await system.signal(buy(system))
    const open = await positionOf(system)
    await giveUp(system, open)
    system.move('59970')
    system.move('59955')
    await system.nextTick()
    const adopted = await positionOf(system)
    expect(adopted.state).toBe('open')
    expect(dec(adopted.protection.level).lt('59955')).toBe(true)
    const { rules, different } = replayDecisions(await system.records())
    expect(rules).toContain('adopted-stop')
    expect(different).toEqual([])
  })
})

describe("another client's position", () => {
  test('raises one alarm and blocks its symbol; we never touch it', async () => {
    const system = await openSystem(dynamo)
    await openByHand(system)
    await system.nextTick()
    await system.nextTick()
    expect(system.told.of('unmanaged-position')).toHaveLength(1)
    expect(await slotOf(system)).toBeUndefined()
    await system.signal(buy(system))
    expect(await verdictOn(system)).toBe('unmanaged-position')
    expect(await books(system)).toEqual([])
    expect((await system.exchange.position(symbol))?.quantity).toBe('0.1')
  })

  test('frees its symbol once it is gone', async () => {
    const system = await openSystem(dynamo)
    await openByHand(system)
    await system.nextTick()
    const close = { symbol, side: 'SELL', type: 'MARKET', quantity: '0.1', reduceOnly: true }
    await system.send('POST', '/v1/order', close)
    await system.nextTick()
    expect((await system.state.account.read()).item.foreign).toEqual([])
    await system.signal(buy(system))
    expect(await verdictOn(system)).toBe('accepted')
  })

  test('is adopted with QT_ADOPT=all: the same tick places a stop measured from its entry, and sells nothing', async () => {
    const system = await openSystem(dynamo, { environment: { QT_ADOPT: 'all' } })
    await openByHand(system)
    await system.nextTick()
    const slot = await slotOf(system)
    const adopted = (await system.state.positions.read(slot?.positionId ?? ''))?.item
    expect(adopted).toMatchObject({ source: 'adopted', state: 'open', leverage: 20, openQuantity: '0.1' })
    const orders = await system.exchange.openAlgoOrders(symbol)
    expect(orders.map(order => order.type).sort()).toEqual(['STOP', 'STOP_MARKET', 'TAKE_PROFIT_MARKET'])
    expect((await system.exchange.position(symbol))?.quantity).toBe('0.1')
    await expectPromises(system, { nakedLater: true })
  })

  test('that is adopted in profit keeps the parts that passed take-profits would have sold', async () => {
    const system = await openSystem(dynamo, { environment: { QT_ADOPT: 'all' } })
    await openByHand(system)
    // 3 % of margin at 20x is at 60093, the next take-profit at 60243.
    system.move('60150')
    await system.nextTick()
    await system.nextTick()
    const adopted = (await system.state.positions.read((await slotOf(system))?.positionId ?? ''))?.item
    expect(adopted?.rungs.map(({ state }) => state).slice(0, 2)).toEqual(['done', 'waiting'])
    expect((await system.exchange.position(symbol))?.quantity).toBe('0.1')
    await expectPromises(system, { nakedLater: true })
  })

  test('gets no slot from a look that began before the symbol’s last close', async () => {
    const system = await openSystem(dynamo)
    await system.signal(buy(system))
    const open = await system.exchange.position(symbol)
    if (!open) throw new Error('Nothing is open')
    const [before, position] = [system.clock.now(), await positionOf(system)]
    await system.signal(buy(system, { id: 'close', action: 'CLOSE' }))
    const closedAt = (await system.state.account.read()).item.lastClosed[symbol] ?? 0
    const context = { ...system, telemetry: system.told.telemetry, deployment: 'test', holder: 'late' }
    const survey = { ...context, configuration: loadConfiguration({}) }
    for (const lookedAt of [before, closedAt])
      expect(await takeSlot(survey, position, { open, lookedAt })).toBe(false)
    expect(await takeSlot(survey, position, { open, lookedAt: closedAt + 1 })).toBe(true)
    // Its risk counts from then on: 3 % of the margin of 1.249 at 60003, and a taker's fee twice.
    expect((await slotOf(system))?.worstLoss).toBe('149.88749400')
  })

  test('raises an alarm if another position already has the record that it would get', async () => {
    const system = await openSystem(dynamo, { environment: { QT_ADOPT: 'all' } })
    system.feed.push('ETHUSDT', system.clock.now(), '2500')
    await system.signal(buy(system, { symbol: 'ETHUSDT' }))
    await openByHand(system)
    const opened = await system.exchange.position(symbol)
    const id = positionIdOf(`adopted#${symbol}#long#${opened?.updatedAt}`)
    await system.state.positions.create({ ...(await positionOf(system)), id })
    await system.nextTick()
    expect(await slotOf(system)).toBeUndefined()
    expect(system.told.of('adoption-collides')).toMatchObject([
      { positionId: id, symbol, standing: 'ETHUSDT' },
    ])
    expect(system.told.of('unmanaged-position')).toMatchObject([{ symbol }])
  })
})

test.each(['own', 'all'])(
  'with QT_ADOPT=%s another deployment keeps its position, and entries halt until the position is gone',
  async adopt => {
    const system = await openSystem(dynamo, { environment: { QT_ADOPT: adopt } })
    const others = 'qt-other-000000000001'
    const entry = { symbol, side: 'BUY', type: 'MARKET', quantity: '0.1', newClientOrderId: `${others}-e0` }
    await system.send('POST', '/v1/order', entry)
    const stop = { side: 'SELL', type: 'STOP_MARKET', triggerPrice: '59000', closePosition: true } as const
    await system.exchange.placeAlgo({ symbol, ...stop, clientId: `${others}-p1` })
    await system.nextTick()
    await system.nextTick()
    expect(system.told.of('entries-halted')).toMatchObject([{ by: 'other-deployment' }])
    expect((await system.exchange.openAlgoOrders(symbol)).map(order => order.clientId)).toEqual([
      `${others}-p1`,
    ])
    await system.signal({ ...buy(system), symbol: 'ETHUSDT' })
    expect(await verdictOn(system)).toBe('halted')

    await system.send('POST', '/v1/order', { ...entry, side: 'SELL', newClientOrderId: `${others}-c2` })
    await system.nextTick()
    expect((await system.state.account.read()).item).toMatchObject({ foreign: [], halts: {} })
    expect(await slotOf(system)).toBeUndefined()
  },
)

test('a halt because of another deployment’s position ends with the position, however late its owner is known', async () => {
  const system = await openSystem(dynamo)
  const others = 'qt-other-000000000001'
  const entry = { symbol, side: 'BUY', type: 'MARKET', quantity: '0.1', newClientOrderId: `${others}-e0` }
  await system.send('POST', '/v1/order', entry)
  const shown = await system.exchange.positions()
  const account = (await system.state.account.read()).item
  const survey = {
    ...{
      exchange: system.exchange,
      state: system.state,
      clock: system.clock,
      telemetry: system.told.telemetry,
    },
    ...{ configuration: loadConfiguration({}), deployment: 'test', holder: 'late' },
    // Without waiting for an answer: the order's owner becomes known after the look has ended.
    patience: async () => {},
  }
  const look = { shown, lookedAt: system.clock.now() }
  expect(await takeUnmanaged(survey, account, look)).toMatchObject({ foreign: [], halts: {} })
  await system.send('POST', '/v1/order', { ...entry, side: 'SELL', newClientOrderId: `${others}-c2` })
  await system.nextTick()
  await system.nextTick()
  expect((await system.state.account.read()).item).toMatchObject({ foreign: [], halts: {} })
})

/** The executor gave the entry up too early: its record says abandoned, no stop stands, the slot is free. */
async function giveUp(system: System, open: Position): Promise<void> {
  const stored = await system.state.positions.read(open.id)
  const { entryPrice: _, openQuantity: __, ...entering } = open
  await system.state.positions.write(
    { ...entering, state: 'abandoned', rungs: [], abandonedFor: 'no-fill' },
    stored?.version ?? 0,
  )
  await system.exchange.cancelAllAlgo(symbol)
  await loseSlot(system)
  expect(positionIdOf(open.signalId)).toBe(open.id)
}
