import { describe, expect, test } from 'vitest'
import { createFaults, type Faults } from '#paper/faults/faults.ts'
import { shippedRules } from '#paper/rules/shipped.ts'
import type { VenueRules } from '#paper/rules.ts'
import { memoryForTests } from '../storm/memory-table.ts'
import { type House, type HouseOptions, openHouse } from './house.ts'
import { expectResultOf } from './judge.ts'
import { buy, positionOf, verdictOn } from './signals.ts'

const dynamo = memoryForTests()
const hour = 3_600_000

async function opened(options: HouseOptions = {}): Promise<[House, Faults]> {
  const faults = createFaults()
  const house = await openHouse(dynamo, { faults, ...options })
  await house.signal(buy(house))
  await house.nextTick()
  return [house, faults]
}

function unlist({ clock }: House, faults: Faults, symbol: string, until?: number): void {
  const span = { from: clock.now(), ...(until !== undefined && { to: until }) }
  faults.add({ match: { symbol }, fault: { kind: 'delist', ...span } })
}

/** So much later; the price has not moved. */
async function later(house: House, ms: number, symbols = ['BTCUSDT']): Promise<void> {
  house.clock.advance(ms)
  for (const symbol of symbols) house.tick(symbol === 'BTCUSDT' ? '60000' : '200', symbol)
  await house.nextTick()
}

const readings = ({ wire }: House) => wire.requests.filter(request => request.includes('exchangeInfo')).length

const signal = (house: House, id: string, symbol: string) =>
  house.signal(buy(house, { id, symbol, timestamp: Math.floor(house.clock.now()) }))

/** SOL is delivered within the day; the rest is as shipped. */
const deliversSol: VenueRules = {
  ...shippedRules,
  exchangeInfo: {
    ...shippedRules.exchangeInfo,
    symbols: shippedRules.exchangeInfo.symbols.map(each =>
      each.symbol === 'SOLUSDT' ? { ...each, deliveryDate: 1_746_403_200_000 + 30 * hour } : each,
    ),
  },
}

test('with a position open for 30 hours the rules are read each hour: what is new is traded, what ends is not', async () => {
  const faults = createFaults()
  const start = 1_746_403_200_000
  faults.add({ match: { symbol: 'DOGEUSDT' }, fault: { kind: 'delist', from: 0, to: start + 10 * hour } })
  const [house] = await opened({ faults, rules: deliversSol })
  house.feed.push('DOGEUSDT', house.clock.now(), '0.2')
  const before = readings(house)
  await signal(house, 'early', 'DOGEUSDT')
  expect(await verdictOn(house, 'early')).toBe('unknown-symbol')
  const pass = async (from: number, to: number) => {
    for (let hours = from; hours <= to; hours++) {
      await later(house, hour, ['BTCUSDT', 'SOLUSDT'])
      house.tick('0.2', 'DOGEUSDT')
      expect(readings(house)).toBe(before + hours)
    }
  }
  await pass(1, 12)
  await signal(house, 'new', 'DOGEUSDT')
  await signal(house, 'ends', 'SOLUSDT')
  expect(await verdictOn(house, 'new')).toBe('accepted')
  expect(await positionOf(house, 'new')).toMatchObject({ state: 'open' })
  expect(await verdictOn(house, 'ends')).toBe('not-trading')
  await pass(13, 30)
  expect(await positionOf(house)).toMatchObject({ state: 'open' })
  house.move('60104')
  await house.nextTick()
  expect(await positionOf(house)).toMatchObject({ tier: 1, protection: { level: '60063.1' } })
})

describe('rules that cannot be read', () => {
  test('cost no tick: they are asked for again after a minute, and what else is due is done', async () => {
    const house = await openHouse(dynamo)
    await house.signal(buy(house))
    await house.signal(buy(house, { id: 'close', action: 'CLOSE' }))
    house.wire.refuse('GET /fapi/v1/exchangeInfo', -1000)
    await house.state.account.update(account => ({
      ...account,
      halts: { ...account.halts, 'account-modes': 'the account is in hedge mode' },
    }))
    house.clock.advance(hour)
    const [ticks, asked] = [house.told.count('Tick'), readings(house)]
    for (let tick = 0; tick < 13; tick++) await later(house, 0)
    expect(house.told.count('Tick')).toBe(ticks + 13)
    // Each is made once more, at once, as any read is.
    const tried = (readings(house) - asked) / 2
    expect(tried).toBeGreaterThanOrEqual(2)
    expect(tried).toBeLessThanOrEqual(3)
    expect(house.failures.length).toBe(tried)
    expect((await house.state.account.read()).item.halts).toEqual({})
  })
})

describe('a symbol that is no longer listed', () => {
  test('is a verdict for a signal, and unknown from then on, until it is listed again', async () => {
    const faults = createFaults()
    const house = await openHouse(dynamo, { faults })
    await house.signal(buy(house))
    await house.signal(buy(house, { id: 'close', action: 'CLOSE' }))
    house.clock.advance(400_000)
    house.tick('60000')
    unlist(house, faults, 'BTCUSDT', house.clock.now() + 2 * hour)
    house.tick('60000')
    await signal(house, 'two', 'BTCUSDT')
    expect(await verdictOn(house, 'two')).toBe('unknown-symbol')
    expect(house.trades.waiting).toEqual([])
    expect(await house.state.symbols.knownRules('BTCUSDT')).toBeUndefined()
    await later(house, 2 * hour + 60_000)
    await signal(house, 'three', 'BTCUSDT')
    expect(await positionOf(house, 'three')).toMatchObject({ state: 'open' })
  })

  test('ends its position: two reads of the account prove it, income tells the result, the slot is free', async () => {
    const [house, faults] = await opened()
    unlist(house, faults, 'BTCUSDT')
    house.tick('60050')
    await house.nextTick()
    // What the account shows of its end may come late.
    expect(await positionOf(house)).toMatchObject({ state: 'closing' })
    for (let tick = 0; tick < 4; tick++) await house.nextTick()
    const position = await positionOf(house)
    expect(position).toMatchObject({ state: 'closed', result: { reason: 'external' } })
    expect((await house.state.account.read()).item.slots).toEqual({})
    expect(house.told.count('SymbolUnlisted')).toBe(1)
    expect(house.failures).toEqual([])
    await expectResultOf(house, position)
    const { day } = (await house.state.account.read()).item
    expect(Number(day.net)).toBe(Number(position.result?.netPnl))
  })

  test('keeps its slot as long as the account shows the position, and the watch goes on for the others', async () => {
    const [house] = await opened()
    house.feed.push('ETHUSDT', house.clock.now(), '3000')
    await house.signal(buy(house, { id: 'eth', symbol: 'ETHUSDT' }))
    const ofBitcoin = (params: URLSearchParams) => params.get('symbol') === 'BTCUSDT'
    for (const path of ['v1/openAlgoOrders', 'v3/positionRisk', 'v1/openOrders', 'v1/userTrades'])
      house.wire.refuse(`GET /fapi/${path}`, -1121, ofBitcoin)
    await house.exchange.cancelAllAlgo('ETHUSDT')
    await house.nextTick()
    expect(house.told.count('SymbolUnlisted')).toBe(1)
    expect(Object.keys((await house.state.account.read()).item.slots).sort()).toEqual(['BTCUSDT', 'ETHUSDT'])
    const types = (await house.exchange.openAlgoOrders('ETHUSDT')).map(order => order.type)
    expect(types).toContain('STOP_MARKET')
    await house.close({ v: 1, positionId: (await positionOf(house)).id, reason: 'external' }).catch(() => {})
    expect(await positionOf(house)).toMatchObject({ state: 'open' })
  })
})
