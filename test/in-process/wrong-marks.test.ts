import { describe, expect, test } from 'vitest'
import { createFaults } from '#paper/faults/faults.ts'
import type { RowFault } from '#paper/faults/rule.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { expectPromises } from './audit.ts'
import { buy, positionOf, sell, verdictOn } from './signals.ts'
import { openSystem, type System } from './system.ts'

const dynamo = memoryForTests()
const sides = { long: buy, short: sell }

async function opened(signal = buy, more: Readonly<Record<string, unknown>> = {}) {
  const faults = createFaults()
  const system = await openSystem(dynamo, { faults })
  await system.signal(signal(system, more))
  await system.nextTick()
  const mark = (fault: Omit<RowFault, 'kind'>) =>
    faults.add({ match: { path: '/fapi/v3/positionRisk' }, fault: { kind: 'row', ...fault } })
  return { system, faults, mark }
}

/** The mark decided nothing: the position is unchanged, and no order was sent. */
async function expectUntouched(system: System, look: () => Promise<void>): Promise<void> {
  const { doubt: _, ...before } = await positionOf(system)
  const orders = async () => {
    const { orders, algoOrders } = await system.venue.ledger('BTCUSDT')
    return [orders.length, algoOrders.length]
  }
  const sent = await orders()
  await look()
  const { doubt: __, ...after } = await positionOf(system)
  expect({ ...after, intents: before.intents }).toEqual(before)
  expect(await orders()).toEqual(sent)
}

describe.each(['long', 'short'] as const)('of a %s', side => {
  test('a mark of zero, below zero or that is no number decides nothing, and is reported once', async () => {
    const { system, faults, mark } = await opened(sides[side])
    for (const markPrice of ['0', '-60000', 'NaN', '']) {
      const told = system.told.count('MarkDoubted')
      mark({ show: { markPrice } })
      await expectUntouched(system, async () => {
        await system.nextTick()
        await system.nextTick()
      })
      expect(system.told.count('MarkDoubted')).toBe(told + 1)
      faults.clear()
      await system.nextTick()
      expect(await positionOf(system)).not.toHaveProperty('doubt')
    }
    expect(system.told.of('mark-doubted')).toContainEqual(expect.objectContaining({ why: 'no-price' }))
    await expectPromises(system)
  })

  test('a mark far from the market decides nothing, and is reported once', async () => {
    const { system, faults, mark } = await opened(sides[side])
    for (const factor of ['0.5', '2', '0.97', '1.03']) {
      faults.clear()
      mark({ times: { markPrice: factor } })
      await expectUntouched(system, async () => {
        await system.nextTick()
        await system.nextTick()
      })
    }
    expect(system.told.count('MarkDoubted')).toBe(1)
    await expectPromises(system)
  })

  test('a mark just beyond the stop closes nothing while the market is in profit', async () => {
    const { system, mark } = await opened(sides[side], { leverage: 5 })
    const [market, wrong] = side === 'long' ? ['61500', '0.975'] : ['58500', '1.025']
    system.move(market)
    await system.nextTick()
    mark({ times: { markPrice: wrong } })
    await expectUntouched(system, async () => {
      await system.nextTick()
      await system.nextTick()
    })
    expect(system.told.of('mark-doubted')).toContainEqual(expect.objectContaining({ why: 'touch-denies' }))
    expect(system.told.count('MarkDoubted')).toBe(1)
    await expectPromises(system)
  })

  test('a wrong mark without a readable bid and ask raises nothing, and closes at the second look in a row', async () => {
    const { system, faults, mark } = await opened(sides[side])
    system.wire.refuse('GET /fapi/v1/ticker/bookTicker', -1000)
    mark({ times: { markPrice: side === 'long' ? '2' : '0.5' } })
    await expectUntouched(system, async () => {
      await system.nextTick()
      await system.nextTick()
    })
    faults.clear()
    mark({ times: { markPrice: side === 'long' ? '0.5' : '2' } })
    await expectUntouched(system, system.nextTick)
    await system.nextTick()
    expect(await positionOf(system)).toMatchObject({ state: 'closed', result: { reason: 'emergency' } })
  })
})

describe('beside a dead writer’s lease, with bid and ask unreadable', () => {
  async function deadHolder() {
    const opening = await opened()
    const { system } = opening
    const { id } = await positionOf(system)
    await system.state.positions.lease(id, 'dead', system.clock.now(), system.clock.now() + 65_000)
    system.wire.refuse('GET /fapi/v1/ticker/bookTicker', -1000)
    return opening
  }
  const looks = async (system: System) => system.nextTick().catch(() => undefined)

  test.each([true, false])('a loss closes at the second look in a row, its orders read: %s', async read => {
    const { system, mark } = await deadHolder()
    if (!read) system.wire.refuse('GET /fapi/v1/openAlgoOrders', -1000)
    mark({ times: { markPrice: '0.5' } })
    await expectUntouched(system, () => looks(system))
    await looks(system)
    expect(await system.exchange.position('BTCUSDT')).toBeUndefined()
  })

  test('a look in between without a loss starts the count again', async () => {
    const { system, faults, mark } = await deadHolder()
    await expectUntouched(system, async () => {
      mark({ times: { markPrice: '0.5' } })
      await looks(system)
      faults.clear()
      await looks(system)
      mark({ times: { markPrice: '0.5' } })
      await looks(system)
    })
    await looks(system)
    expect(await system.exchange.position('BTCUSDT')).toBeUndefined()
  })
})

test('a second run in the same tick is not a second look', async () => {
  const { system, mark } = await opened()
  system.wire.refuse('GET /fapi/v1/ticker/bookTicker', -1000)
  mark({ times: { markPrice: '0.5' } })
  await expectUntouched(system, async () => {
    await system.nextTick()
    await system.tickWatch()
  })
})

test('stops are restored and backups resized despite an impossible mark', async () => {
  const { system, mark } = await opened()
  mark({ show: { markPrice: '0' } })
  await system.exchange.cancelAllAlgo('BTCUSDT')
  const part = { type: 'MARKET', reduceOnly: true, symbol: 'BTCUSDT', side: 'SELL' } as const
  await system.exchange.place({ ...part, quantity: '1', clientId: 'by-hand' })
  await system.nextTick()
  const orders = await system.exchange.openAlgoOrders('BTCUSDT')
  expect(orders.find(order => order.type === 'STOP')?.quantity).toBe('0.249')
  expect(orders.some(order => order.type === 'STOP_MARKET')).toBe(true)
  await expectPromises(system, { nakedLater: true })
})

test.each([3, 5])('a real fall of 14 per cent at %ix closes at its first look', async leverage => {
  const { system } = await opened(buy, { leverage })
  await system.exchange.cancelAllAlgo('BTCUSDT')
  system.move('51600')
  await system.nextTick()
  expect(await positionOf(system)).toMatchObject({ state: 'closed', result: { reason: 'emergency' } })
  await expectPromises(system, { nakedLater: true })
})

test('a real rise raises the stop at its first look, by no more than bid and ask allow', async () => {
  const { system } = await opened()
  system.feed.push('BTCUSDT', system.clock.now() + 1, {
    last: '60300',
    mark: '61000',
    bid: '60300',
    ask: '60900',
  })
  await system.nextTick()
  // At 60300 the profit is 14.8 % of the margin: tier 2, whose fifth of it is less than break-even.
  const { tier, protection } = await positionOf(system)
  expect({ tier, level: protection.level }).toEqual({ tier: 2, level: '60063.1' })
})

test.each(['bidPrice', 'askPrice'])('an entry with a %s of 0 is rejected in plain words', async field => {
  const faults = createFaults()
  const system = await openSystem(dynamo, { faults })
  const path = '/fapi/v1/ticker/bookTicker'
  faults.add({ match: { path }, fault: { kind: 'row', show: { [field]: '0.00' } } })
  await system.signal(buy(system))
  expect(await verdictOn(system)).toBe('refused')
  expect(await expectPromises(system)).toEqual([])
})

test.each(['0', '0.5'])(
  'an adopted position with a mark %s times the real one gets its stop measured from its entry',
  async factor => {
    const faults = createFaults()
    const system = await openSystem(dynamo, { environment: { QT_ADOPT: 'all' }, faults })
    await system.send('POST', '/v1/leverage', { symbol: 'BTCUSDT', leverage: 10 })
    await system.send('POST', '/v1/order', {
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'MARKET',
      quantity: '0.1',
    })
    const fault = { kind: 'row', times: { markPrice: factor } } as const
    faults.add({ match: { path: '/fapi/v3/positionRisk' }, times: 1, fault })
    await system.nextTick()
    await system.nextTick()
    const { slots } = (await system.state.account.read()).item
    const found = (await system.state.positions.read(slots.BTCUSDT?.positionId ?? ''))?.item
    expect(found).toMatchObject({ state: 'open', tier: 0, protection: { level: '59883' } })
  },
)
