import { expect, test } from 'vitest'
import { memoryForTests } from '../table/memory-table.ts'
import { expectPromises } from './audit.ts'
import { buy, positionOf, verdictOn } from './signals.ts'
import { openSystem, type System } from './system.ts'

const dynamo = memoryForTests()

/** Another client's conditional orders on another symbol. */
async function crowd(system: System, count: number): Promise<void> {
  const order = { symbol: 'ETHUSDT', side: 'BUY', algoType: 'CONDITIONAL', type: 'TAKE_PROFIT_MARKET' }
  for (let n = 1; n <= count; n++) {
    const params = { ...order, quantity: '0.1', triggerPrice: 1_000 + n, clientAlgoId: `hand-${n}` }
    const { status } = await system.send('POST', '/v1/algoOrder', params)
    expect(status).toBe(200)
  }
}

const posts = ({ wire }: System) => wire.requests.filter(request => request.startsWith('POST'))

test('if others’ conditional orders leave no room for five, each signal is rejected before anything is sent', async () => {
  const system = await openSystem(dynamo)
  system.feed.push('ETHUSDT', system.clock.now(), '2500')
  await crowd(system, 196)
  for (const id of ['one', 'two', 'three']) {
    await system.signal(buy(system, { id }))
    expect(await verdictOn(system, id)).toBe('order-budget')
  }
  expect(posts(system)).toEqual([])
  expect(await expectPromises(system)).toEqual([])

  await system.send('DELETE', '/v1/algoOrder', { symbol: 'ETHUSDT', clientAlgoId: 'hand-1' })
  await system.signal(buy(system, { id: 'four' }))
  // Exactly five are left: as many as a moving stop needs.
  system.move('60404')
  await system.nextTick()
  expect(await positionOf(system, 'four')).toMatchObject({ state: 'open', tier: 3 })
  await expectPromises(system)
})

test('if others take the last place between the count and the first stop, the exit is sent at once', async () => {
  const system = await openSystem(dynamo)
  system.wire.refuse('POST /fapi/v1/algoOrder', -4045)
  await system.signal(buy(system))
  expect(await positionOf(system)).toMatchObject({ state: 'closed', result: { reason: 'unprotectable' } })
  const sent = system.wire.requests.slice(system.wire.requests.indexOf('POST /fapi/v1/order'))
  expect(sent.slice(0, 3)).toEqual(['POST /fapi/v1/order', 'POST /fapi/v1/algoOrder', 'POST /fapi/v1/order'])
  await expectPromises(system)
})

test('if two entries count the same orders at once, the second finds no room', async () => {
  const system = await openSystem(dynamo)
  system.feed.push('ETHUSDT', system.clock.now(), '2500')
  system.feed.push('SOLUSDT', system.clock.now(), '200')
  await crowd(system, 191)
  await system.gate(buy(system, { id: 'other', symbol: 'SOLUSDT' }))
  const [other = ''] = system.trades.waiting.splice(0)
  // Right before the first is sent, another executor takes the place that both have seen.
  system.wire.once('POST /fapi/v1/leverage', () => system.take(other))
  await system.signal(buy(system))
  expect([await verdictOn(system, 'other'), await verdictOn(system)]).toEqual(['accepted', 'order-budget'])
  expect((await system.state.account.read()).item.slots).not.toHaveProperty('BTCUSDT')
  await expectPromises(system)
})
