import { beforeEach, describe, expect, test } from 'vitest'
import { btcRules, ethRules } from '../domain/market.ts'
import { memoryForTests } from '../storm/memory-table.ts'
import { type House, openHouse } from './house.ts'
import { books, expectPromises } from './judge.ts'
import { buy, positionOf, verdictOn } from './signals.ts'

/** Asked to wait, nobody may read which stops stand: that the recorded one is refused does not prove that none does. */

const dynamo = memoryForTests()
const stop = 'POST /fapi/v1/algoOrder'
const cancellation = 'DELETE /fapi/v1/algoOrder'
const slowDown = () =>
  Response.json({ code: -1003, msg: 'Slow down.' }, { status: 429, headers: { 'Retry-After': '59' } })

/** The account may hold fewer conditional orders than Binance lets it: others fill it sooner. */
const mostOrders = 8

let house: House

/** Somebody else's conditional orders, so many that the account has room for so many more. */
async function fill(room: number): Promise<void> {
  const [ours, others] = [
    await house.exchange.openAlgoOrders('BTCUSDT'),
    await house.exchange.openAlgoOrders('ETHUSDT'),
  ]
  const order = { symbol: 'ETHUSDT', side: 'BUY', algoType: 'CONDITIONAL', type: 'TAKE_PROFIT_MARKET' }
  for (let n = others.length; n < mostOrders - ours.length - room; n++) {
    const params = { ...order, quantity: '0.1', triggerPrice: 1_000 + n, clientAlgoId: `hand-${n}` }
    expect((await house.send('POST', '/v1/algoOrder', params)).status).toBe(200)
  }
}

async function ticks(count: number): Promise<void> {
  for (let tick = 0; tick < count; tick++) await house.nextTick()
}

beforeEach(async () => {
  house = await openHouse(dynamo, { known: [btcRules, ethRules], settings: { maxAlgoOrders: mostOrders } })
  house.feed.push('ETHUSDT', house.clock.now(), '2500')
  await house.signal(buy(house))
  await house.nextTick()
})

describe('a raise that 429 interrupts while others’ orders fill the account', () => {
  beforeEach(async () => {
    house.move('60104')
    await fill(1)
  })

  test('before its bridge: the former stop stands, and nothing is sold', async () => {
    const { protection } = await positionOf(house)
    house.wire.misanswer(stop, slowDown)
    await house.nextTick()
    await fill(0)
    await ticks(3)
    expect((await positionOf(house)).protection.primary).not.toBe(protection.primary)
    expect(await books(house)).toContain(protection.primary)
    expect(house.told.of('rescued-by-exit')).toEqual([])
    await expectPromises(house)
  })

  test('after its former stop went: the bridge stands, and nothing is sold', async () => {
    house.wire.once(cancellation, () => house.wire.misanswer(stop, slowDown))
    await house.nextTick()
    await fill(0)
    await ticks(3)
    const { protection } = await positionOf(house)
    expect(await books(house)).toContain(protection.bridge)
    expect(await books(house)).not.toContain(protection.primary)
    expect(house.told.of('rescued-by-exit')).toEqual([])
    await expectPromises(house)
  })

  test('and whose stops somebody takes away: none stands, and the exit goes', async () => {
    house.wire.misanswer(stop, slowDown)
    await house.nextTick()
    await house.exchange.cancelAllAlgo('BTCUSDT')
    await fill(0)
    await house.nextTick()
    expect(await house.exchange.position('BTCUSDT')).toBeUndefined()
    expect(house.told.of('rescued-by-exit')).toMatchObject([{ reason: 'unprotectable' }])
  })
})

describe('an entry that is answered with 429', () => {
  const entry = 'POST /fapi/v1/order'
  const sent = () => buy(house, { id: 'eth', symbol: 'ETH/USDT' })
  const slots = async () => Object.keys((await house.state.account.read()).item.slots)

  /** The executor may not look for it. */
  async function sendInVain(effectAfterMs?: number): Promise<void> {
    await house.gate(sent())
    house.wire.misanswer(entry, slowDown, effectAfterMs)
    await expect(house.drain()).rejects.toMatchObject({ rest: { kind: 'limited' } })
    expect(await slots()).toContain('ETHUSDT')
  }

  test.each([0, 4_000])(
    'and fills %s ms later has its stop by the next look, and is finished after',
    async ms => {
      await sendInVain(ms)
      await house.nextTick()
      const { state, protection } = await positionOf(house, 'eth')
      expect([state, await books(house, 'ETHUSDT')]).toEqual(['entering', [protection.primary]])
      await ticks(6)
      expect((await positionOf(house, 'eth')).state).toBe('open')
      expect(await books(house, 'ETHUSDT')).toHaveLength(3)
      await house.drain()
      await expectPromises(house, { nakedLater: true }, 'ETHUSDT')
    },
  )

  test('and never happened keeps its slot until that is proven', async () => {
    await sendInVain()
    await ticks(4)
    expect(await slots()).toContain('ETHUSDT')
    await ticks(3)
    expect(await positionOf(house, 'eth')).toMatchObject({ state: 'abandoned' })
    expect(await slots()).toEqual(['BTCUSDT'])
    await house.drain()
    expect(await verdictOn(house, 'eth')).toBe('no-fill')
  })
})

test('a tick that becomes another while nobody may read: the stop that stands, stands on', async () => {
  house.wire.misanswer('GET /fapi/v3/positionRisk', slowDown)
  await house.nextTick()
  house.wire.refuse(stop, -4014)
  await ticks(3)
  expect(await books(house)).toHaveLength(3)
  expect(await positionOf(house)).toMatchObject({ state: 'open' })
  expect(house.told.of('rescued-by-exit')).toEqual([])
})
