import { beforeEach, describe, expect, test } from 'vitest'
import { createFaults, type Faults } from '#paper/faults/faults.ts'
import { btcRules, ethRules } from '../domain/market.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { books, expectPromises } from './audit.ts'
import { aLife } from './life.ts'
import { buy, positionOf, verdictOn } from './signals.ts'
import { openSystem, type System } from './system.ts'

/**
 * While asked to wait, no function may read which stops stand: a rejected recorded stop does not prove that none does.
 */

const dynamo = memoryForTests()
const stop = 'POST /fapi/v1/algoOrder'
const cancellation = 'DELETE /fapi/v1/algoOrder'
const slowDown = () =>
  Response.json({ code: -1003, msg: 'Slow down.' }, { status: 429, headers: { 'Retry-After': '59' } })

/** The account may hold fewer conditional orders than on Binance, so that others fill it sooner. */
const mostOrders = 8

let system: System
let faults: Faults

/** Another client's conditional orders, which leave the account room for this many. */
async function fill(room: number): Promise<void> {
  const [ours, others] = [
    await system.exchange.openAlgoOrders('BTCUSDT'),
    await system.exchange.openAlgoOrders('ETHUSDT'),
  ]
  const order = { symbol: 'ETHUSDT', side: 'BUY', algoType: 'CONDITIONAL', type: 'TAKE_PROFIT_MARKET' }
  for (let n = others.length; n < mostOrders - ours.length - room; n++) {
    const params = { ...order, quantity: '0.1', triggerPrice: 1_000 + n, clientAlgoId: `hand-${n}` }
    expect((await system.send('POST', '/v1/algoOrder', params)).status).toBe(200)
  }
}

async function ticks(count: number): Promise<void> {
  for (let tick = 0; tick < count; tick++) await system.nextTick()
}

beforeEach(async () => {
  faults = createFaults()
  const settings = { maxAlgoOrders: mostOrders }
  system = await openSystem(dynamo, { known: [btcRules, ethRules], settings, faults })
  system.feed.push('ETHUSDT', system.clock.now(), '2500')
  await system.signal(buy(system))
  await system.nextTick()
})

describe('a raise interrupted by 429 while others’ orders fill the account', () => {
  beforeEach(async () => {
    system.move('60104')
    await fill(1)
  })

  test('before its bridge sells nothing: the former stop stands', async () => {
    const { protection } = await positionOf(system)
    system.wire.misanswer(stop, slowDown)
    await system.nextTick()
    await fill(0)
    await ticks(3)
    expect((await positionOf(system)).protection.primary).not.toBe(protection.primary)
    expect(await books(system)).toContain(protection.primary)
    expect(system.told.of('rescued-by-exit')).toEqual([])
    await expectPromises(system)
  })

  test('after its former stop went sells nothing: the bridge stands', async () => {
    system.wire.once(cancellation, () => system.wire.misanswer(stop, slowDown))
    await system.nextTick()
    await fill(0)
    await ticks(3)
    const { protection } = await positionOf(system)
    expect(await books(system)).toContain(protection.bridge)
    expect(await books(system)).not.toContain(protection.primary)
    expect(system.told.of('rescued-by-exit')).toEqual([])
    await expectPromises(system)
  })

  test('whose stops another client cancels sends the exit', async () => {
    system.wire.misanswer(stop, slowDown)
    await system.nextTick()
    await system.exchange.cancelAllAlgo('BTCUSDT')
    await fill(0)
    await system.nextTick()
    expect(await system.exchange.position('BTCUSDT')).toBeUndefined()
    expect(system.told.of('rescued-by-exit')).toMatchObject([{ reason: 'unprotectable' }])
  })
})

describe('an entry that is answered with 429', () => {
  const entry = 'POST /fapi/v1/order'
  const sent = () => buy(system, { id: 'eth', symbol: 'ETH/USDT' })
  const slots = async () => Object.keys((await system.state.account.read()).item.slots)

  /** The executor may not look for it. */
  async function sendInVain(effectAfterMs?: number): Promise<void> {
    await system.gate(sent())
    system.wire.misanswer(entry, slowDown, effectAfterMs)
    await expect(system.drain()).rejects.toMatchObject({ rest: { kind: 'limited' } })
    expect(await slots()).toContain('ETHUSDT')
  }

  test.each([0, 4_000])(
    'that fills %s ms later gets its stop by the next look, and is finished afterwards',
    async ms => {
      await sendInVain(ms)
      await system.nextTick()
      const { state, protection } = await positionOf(system, 'eth')
      expect([state, await books(system, 'ETHUSDT')]).toEqual(['entering', [protection.primary]])
      await ticks(6)
      expect((await positionOf(system, 'eth')).state).toBe('open')
      expect(await books(system, 'ETHUSDT')).toHaveLength(3)
      await system.drain()
      await expectPromises(system, { nakedLater: true }, 'ETHUSDT')
    },
  )

  test('that has its stop when the tick changes sells nothing: the stop is known by its id', async () => {
    await sendInVain(0)
    await system.nextTick()
    const rules = { kind: 'rules', from: system.clock.now(), tickSize: '0.1' } as const
    faults.add({ match: { symbol: 'ETHUSDT' }, fault: rules })
    await ticks(2)
    const { state, protection } = await positionOf(system, 'eth')
    expect([state, await books(system, 'ETHUSDT')]).toEqual(['entering', [protection.primary]])
    // Each look asks for the rules, and hears that it has to wait.
    expect(system.told.of('rules-not-read')).toHaveLength(2)
    expect(system.told.of('rescued-by-exit')).toEqual([])
  })

  test('that never happened keeps its slot until that is proven', async () => {
    await sendInVain()
    await ticks(4)
    expect(await slots()).toContain('ETHUSDT')
    await ticks(3)
    expect(await positionOf(system, 'eth')).toMatchObject({ state: 'abandoned' })
    expect(await slots()).toEqual(['BTCUSDT'])
    await system.drain()
    expect(await verdictOn(system, 'eth')).toBe('no-fill')
  })
})

test('a standing stop stays when the tick changes and no function may read', async () => {
  system.wire.misanswer('GET /fapi/v3/positionRisk', slowDown)
  await system.nextTick()
  system.wire.refuse(stop, -4014)
  await ticks(3)
  expect(await books(system)).toHaveLength(3)
  expect(await positionOf(system)).toMatchObject({ state: 'open' })
  expect(system.told.of('rescued-by-exit')).toEqual([])
})

test('the next look closes an adopted position without room for a stop, even if the look that decided it died', async () => {
  system = await openSystem(dynamo, { known: [btcRules], environment: { QT_ADOPT: 'all' } })
  const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.1' }
  expect((await system.send('POST', '/v1/order', order)).status).toBe(200)
  system.wire.refuse(stop, -4045)
  const firstStep = 1
  await system.tickWatch({ close: aLife(firstStep) })
  expect(system.failures.splice(0)).toMatchObject([{ name: 'Killed' }])
  system.wire.misanswer('GET /fapi/v1/openAlgoOrders', slowDown)
  await system.nextTick()
  expect(await system.exchange.position('BTCUSDT')).toBeUndefined()
})
