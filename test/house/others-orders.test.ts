import { expect, test } from 'vitest'
import { memoryForTests } from '../storm/memory-table.ts'
import { type House, openHouse } from './house.ts'
import { expectPromises } from './judge.ts'
import { buy, positionOf, verdictOn } from './signals.ts'

const dynamo = memoryForTests()

/** Somebody else's conditional orders, on a symbol that is none of ours. */
async function crowd(house: House, count: number): Promise<void> {
  const order = { symbol: 'ETHUSDT', side: 'BUY', algoType: 'CONDITIONAL', type: 'TAKE_PROFIT_MARKET' }
  for (let n = 1; n <= count; n++) {
    const params = { ...order, quantity: '0.1', triggerPrice: 1_000 + n, clientAlgoId: `hand-${n}` }
    const { status } = await house.send('POST', '/v1/algoOrder', params)
    expect(status).toBe(200)
  }
}

const posts = ({ wire }: House) => wire.requests.filter(request => request.startsWith('POST'))

test('where others’ conditional orders leave no room for five, each signal is refused before anything is sent', async () => {
  const house = await openHouse(dynamo)
  house.feed.push('ETHUSDT', house.clock.now(), '2500')
  await crowd(house, 196)
  for (const id of ['one', 'two', 'three']) {
    await house.signal(buy(house, { id }))
    expect(await verdictOn(house, id)).toBe('order-budget')
  }
  expect(posts(house)).toEqual([])
  expect(await expectPromises(house)).toEqual([])

  await house.send('DELETE', '/v1/algoOrder', { symbol: 'ETHUSDT', clientAlgoId: 'hand-1' })
  await house.signal(buy(house, { id: 'four' }))
  // Exactly five are left: what a stop needs while it moves.
  house.move('60404')
  await house.nextTick()
  expect(await positionOf(house, 'four')).toMatchObject({ state: 'open', tier: 3 })
  await expectPromises(house)
})

test('where others take the last place between the count and the first stop, the exit goes at once', async () => {
  const house = await openHouse(dynamo)
  house.wire.refuse('POST /fapi/v1/algoOrder', -4045)
  await house.signal(buy(house))
  expect(await positionOf(house)).toMatchObject({ state: 'closed', result: { reason: 'unprotectable' } })
  const sent = house.wire.requests.slice(house.wire.requests.indexOf('POST /fapi/v1/order'))
  expect(sent.slice(0, 3)).toEqual(['POST /fapi/v1/order', 'POST /fapi/v1/algoOrder', 'POST /fapi/v1/order'])
  await expectPromises(house)
})

test('of two entries that count the same orders at once, the second finds no room', async () => {
  const house = await openHouse(dynamo)
  house.feed.push('ETHUSDT', house.clock.now(), '2500')
  house.feed.push('SOLUSDT', house.clock.now(), '200')
  await crowd(house, 191)
  await house.gate(buy(house, { id: 'other', symbol: 'SOLUSDT' }))
  const [other = ''] = house.trades.waiting.splice(0)
  // Right before the first is sent, another executor takes the place that both have seen.
  house.wire.once('POST /fapi/v1/leverage', () => house.take(other))
  await house.signal(buy(house))
  expect([await verdictOn(house, 'other'), await verdictOn(house)]).toEqual(['accepted', 'order-budget'])
  expect((await house.state.account.read()).item.slots).not.toHaveProperty('BTCUSDT')
  await expectPromises(house)
})
