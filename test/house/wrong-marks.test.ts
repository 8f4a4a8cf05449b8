import { describe, expect, test } from 'vitest'
import { createFaults } from '#paper/faults/faults.ts'
import type { RowFault } from '#paper/faults/rule.ts'
import { memoryForTests } from '../storm/memory-table.ts'
import { type House, openHouse } from './house.ts'
import { expectPromises } from './judge.ts'
import { buy, positionOf, sell, verdictOn } from './signals.ts'

const dynamo = memoryForTests()
const sides = { long: buy, short: sell }

async function opened(signal = buy, more: Readonly<Record<string, unknown>> = {}) {
  const faults = createFaults()
  const house = await openHouse(dynamo, { faults })
  await house.signal(signal(house, more))
  await house.nextTick()
  const mark = (fault: Omit<RowFault, 'kind'>) =>
    faults.add({ match: { path: '/fapi/v3/positionRisk' }, fault: { kind: 'row', ...fault } })
  return { house, faults, mark }
}

/** Nothing was decided by the mark: the position is as it was, and no order was sent. */
async function expectUntouched(house: House, look: () => Promise<void>): Promise<void> {
  const { doubt: _, ...before } = await positionOf(house)
  const orders = async () => {
    const { orders, algoOrders } = await house.venue.ledger('BTCUSDT')
    return [orders.length, algoOrders.length]
  }
  const sent = await orders()
  await look()
  const { doubt: __, ...after } = await positionOf(house)
  expect({ ...after, intents: before.intents }).toEqual(before)
  expect(await orders()).toEqual(sent)
}

describe.each(['long', 'short'] as const)('of a %s', side => {
  test('a mark of zero, below zero or of no number decides nothing, and is told once', async () => {
    const { house, faults, mark } = await opened(sides[side])
    for (const markPrice of ['0', '-60000', 'NaN', '']) {
      const told = house.told.count('MarkDoubted')
      mark({ show: { markPrice } })
      await expectUntouched(house, async () => {
        await house.nextTick()
        await house.nextTick()
      })
      expect(house.told.count('MarkDoubted')).toBe(told + 1)
      faults.clear()
      await house.nextTick()
      expect(await positionOf(house)).not.toHaveProperty('doubt')
    }
    expect(house.told.of('mark-doubted')).toContainEqual(expect.objectContaining({ why: 'no-price' }))
    await expectPromises(house)
  })

  test('a mark that is not the market’s decides nothing, and is told once', async () => {
    const { house, faults, mark } = await opened(sides[side])
    for (const factor of ['0.5', '2', '0.97', '1.03']) {
      faults.clear()
      mark({ times: { markPrice: factor } })
      await expectUntouched(house, async () => {
        await house.nextTick()
        await house.nextTick()
      })
    }
    expect(house.told.count('MarkDoubted')).toBe(1)
    await expectPromises(house)
  })

  test('a mark just beyond the stop closes nothing while the market is in profit', async () => {
    const { house, mark } = await opened(sides[side], { leverage: 5 })
    const [market, wrong] = side === 'long' ? ['61500', '0.975'] : ['58500', '1.025']
    house.move(market)
    await house.nextTick()
    mark({ times: { markPrice: wrong } })
    await expectUntouched(house, async () => {
      await house.nextTick()
      await house.nextTick()
    })
    expect(house.told.of('mark-doubted')).toContainEqual(expect.objectContaining({ why: 'touch-denies' }))
    expect(house.told.count('MarkDoubted')).toBe(1)
    await expectPromises(house)
  })

  test('a wrong mark that no touch confirms raises nothing, and closes at the second look in a row', async () => {
    const { house, faults, mark } = await opened(sides[side])
    house.wire.refuse('GET /fapi/v1/ticker/bookTicker', -1000)
    mark({ times: { markPrice: side === 'long' ? '2' : '0.5' } })
    await expectUntouched(house, async () => {
      await house.nextTick()
      await house.nextTick()
    })
    faults.clear()
    mark({ times: { markPrice: side === 'long' ? '0.5' : '2' } })
    await expectUntouched(house, house.nextTick)
    await house.nextTick()
    expect(await positionOf(house)).toMatchObject({ state: 'closed', result: { reason: 'emergency' } })
  })
})

describe('beside the lease of a dead writer, where no touch can be read', () => {
  async function deadHolder() {
    const opening = await opened()
    const { house } = opening
    const { id } = await positionOf(house)
    await house.state.positions.lease(id, 'dead', house.clock.now(), house.clock.now() + 65_000)
    house.wire.refuse('GET /fapi/v1/ticker/bookTicker', -1000)
    return opening
  }
  const looks = async (house: House) => house.nextTick().catch(() => undefined)

  test.each([true, false])(
    'a loss is closed at the second look in a row, its orders read: %s',
    async read => {
      const { house, mark } = await deadHolder()
      if (!read) house.wire.refuse('GET /fapi/v1/openAlgoOrders', -1000)
      mark({ times: { markPrice: '0.5' } })
      await expectUntouched(house, () => looks(house))
      await looks(house)
      expect(await house.exchange.position('BTCUSDT')).toBeUndefined()
    },
  )

  test('a look between that finds none begins anew', async () => {
    const { house, faults, mark } = await deadHolder()
    await expectUntouched(house, async () => {
      mark({ times: { markPrice: '0.5' } })
      await looks(house)
      faults.clear()
      await looks(house)
      mark({ times: { markPrice: '0.5' } })
      await looks(house)
    })
    await looks(house)
    expect(await house.exchange.position('BTCUSDT')).toBeUndefined()
  })
})

test('a second run of the watch in the same tick is no second look', async () => {
  const { house, mark } = await opened()
  house.wire.refuse('GET /fapi/v1/ticker/bookTicker', -1000)
  mark({ times: { markPrice: '0.5' } })
  await expectUntouched(house, async () => {
    await house.nextTick()
    await house.tickWatch()
  })
})

test('stops are restored and backups resized while the mark cannot be one', async () => {
  const { house, mark } = await opened()
  mark({ show: { markPrice: '0' } })
  await house.exchange.cancelAllAlgo('BTCUSDT')
  const part = { type: 'MARKET', reduceOnly: true, symbol: 'BTCUSDT', side: 'SELL' } as const
  await house.exchange.place({ ...part, quantity: '1', clientId: 'by-hand' })
  await house.nextTick()
  const orders = await house.exchange.openAlgoOrders('BTCUSDT')
  expect(orders.find(order => order.type === 'STOP')?.quantity).toBe('0.249')
  expect(orders.some(order => order.type === 'STOP_MARKET')).toBe(true)
  await expectPromises(house, { nakedLater: true })
})

test.each([3, 5])('a real fall of 14 per cent at %ix closes at its first look', async leverage => {
  const { house } = await opened(buy, { leverage })
  await house.exchange.cancelAllAlgo('BTCUSDT')
  house.move('51600')
  await house.nextTick()
  expect(await positionOf(house)).toMatchObject({ state: 'closed', result: { reason: 'emergency' } })
  await expectPromises(house, { nakedLater: true })
})

test('a real rise raises at its first look, by no more than bid and ask allow', async () => {
  const { house } = await opened()
  house.feed.push('BTCUSDT', house.clock.now() + 1, {
    last: '60300',
    mark: '61000',
    bid: '60300',
    ask: '60900',
  })
  await house.nextTick()
  // At 60300 the profit is 14.8 % of the margin: tier 2, whose fifth of it is less than break-even.
  const { tier, protection } = await positionOf(house)
  expect({ tier, level: protection.level }).toEqual({ tier: 2, level: '60063.1' })
})

test.each(['bidPrice', 'askPrice'])('an entry by a %s of 0 is refused in plain words', async field => {
  const faults = createFaults()
  const house = await openHouse(dynamo, { faults })
  const path = '/fapi/v1/ticker/bookTicker'
  faults.add({ match: { path }, fault: { kind: 'row', show: { [field]: '0.00' } } })
  await house.signal(buy(house))
  expect(await verdictOn(house)).toBe('refused')
  expect(await expectPromises(house)).toEqual([])
})

test.each(['0', '0.5'])(
  'a position found with a mark %s times the real one gets its stop by its entry',
  async factor => {
    const faults = createFaults()
    const house = await openHouse(dynamo, { environment: { QT_ADOPT: 'all' }, faults })
    await house.send('POST', '/v1/leverage', { symbol: 'BTCUSDT', leverage: 10 })
    await house.send('POST', '/v1/order', { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.1' })
    const fault = { kind: 'row', times: { markPrice: factor } } as const
    faults.add({ match: { path: '/fapi/v3/positionRisk' }, times: 1, fault })
    await house.nextTick()
    await house.nextTick()
    const { slots } = (await house.state.account.read()).item
    const found = (await house.state.positions.read(slots.BTCUSDT?.positionId ?? ''))?.item
    expect(found).toMatchObject({ state: 'open', tier: 0, protection: { level: '59883' } })
  },
)
