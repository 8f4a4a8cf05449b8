import { describe, expect, test } from 'vitest'
import { createFaults, type Faults } from '#paper/faults/faults.ts'
import { shippedRules } from '#paper/rules/shipped.ts'
import type { VenueRules } from '#paper/rules.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { expectResultOf } from './audit.ts'
import { buy, positionOf, verdictOn } from './signals.ts'
import { openSystem, type System, type SystemOptions } from './system.ts'

const dynamo = memoryForTests()
const hour = 3_600_000

async function opened(options: SystemOptions = {}): Promise<[System, Faults]> {
  const faults = createFaults()
  const system = await openSystem(dynamo, { faults, ...options })
  await system.signal(buy(system))
  await system.nextTick()
  return [system, faults]
}

function unlist({ clock }: System, faults: Faults, symbol: string, until?: number): void {
  const span = { from: clock.now(), ...(until !== undefined && { to: until }) }
  faults.add({ match: { symbol }, fault: { kind: 'delist', ...span } })
}

/** Moves time by this long; the price stays. */
async function later(system: System, ms: number, symbols = ['BTCUSDT']): Promise<void> {
  system.clock.advance(ms)
  for (const symbol of symbols) system.tick(symbol === 'BTCUSDT' ? '60000' : '200', symbol)
  await system.nextTick()
}

const readings = ({ wire }: System) =>
  wire.requests.filter(request => request.includes('exchangeInfo')).length

const signal = (system: System, id: string, symbol: string) =>
  system.signal(buy(system, { id, symbol, timestamp: Math.floor(system.clock.now()) }))

/** SOL is delivered within the day; all else is as shipped. */
const deliversSol: VenueRules = {
  ...shippedRules,
  exchangeInfo: {
    ...shippedRules.exchangeInfo,
    symbols: shippedRules.exchangeInfo.symbols.map(each =>
      each.symbol === 'SOLUSDT' ? { ...each, deliveryDate: 1_746_403_200_000 + 30 * hour } : each,
    ),
  },
}

test('the rules are read hourly while a position is open: new symbols trade, ending ones do not', async () => {
  const faults = createFaults()
  const start = 1_746_403_200_000
  faults.add({ match: { symbol: 'DOGEUSDT' }, fault: { kind: 'delist', from: 0, to: start + 10 * hour } })
  const [system] = await opened({ faults, rules: deliversSol })
  system.feed.push('DOGEUSDT', system.clock.now(), '0.2')
  const before = readings(system)
  await signal(system, 'early', 'DOGEUSDT')
  expect(await verdictOn(system, 'early')).toBe('unknown-symbol')
  const pass = async (from: number, to: number) => {
    for (let hours = from; hours <= to; hours++) {
      await later(system, hour, ['BTCUSDT', 'SOLUSDT'])
      system.tick('0.2', 'DOGEUSDT')
      expect(readings(system)).toBe(before + hours)
    }
  }
  await pass(1, 12)
  await signal(system, 'new', 'DOGEUSDT')
  await signal(system, 'ends', 'SOLUSDT')
  expect(await verdictOn(system, 'new')).toBe('accepted')
  expect(await positionOf(system, 'new')).toMatchObject({ state: 'open' })
  expect(await verdictOn(system, 'ends')).toBe('not-trading')
  await pass(13, 30)
  expect(await positionOf(system)).toMatchObject({ state: 'open' })
  system.move('60104')
  await system.nextTick()
  expect(await positionOf(system)).toMatchObject({ tier: 1, protection: { level: '60063.1' } })
})

describe('rules that cannot be read', () => {
  test('cost no tick: the watch does all else that is due, and reads them again after a minute', async () => {
    const system = await openSystem(dynamo)
    await system.signal(buy(system))
    await system.signal(buy(system, { id: 'close', action: 'CLOSE' }))
    system.wire.refuse('GET /fapi/v1/exchangeInfo', -1000)
    await system.state.account.update(account => ({
      ...account,
      halts: { ...account.halts, 'account-modes': 'the account is in hedge mode' },
    }))
    system.clock.advance(hour)
    const [ticks, asked] = [system.told.count('Tick'), readings(system)]
    for (let tick = 0; tick < 13; tick++) await later(system, 0)
    expect(system.told.count('Tick')).toBe(ticks + 13)
    // Each read is repeated once, at once.
    const tried = (readings(system) - asked) / 2
    expect(tried).toBeGreaterThanOrEqual(2)
    expect(tried).toBeLessThanOrEqual(3)
    expect(system.failures.length).toBe(tried)
    expect((await system.state.account.read()).item.halts).toEqual({})
  })
})

describe('a symbol that is no longer listed', () => {
  test('is unknown to signals until it is listed again', async () => {
    const faults = createFaults()
    const system = await openSystem(dynamo, { faults })
    await system.signal(buy(system))
    await system.signal(buy(system, { id: 'close', action: 'CLOSE' }))
    system.clock.advance(400_000)
    system.tick('60000')
    unlist(system, faults, 'BTCUSDT', system.clock.now() + 2 * hour)
    system.tick('60000')
    await signal(system, 'two', 'BTCUSDT')
    expect(await verdictOn(system, 'two')).toBe('unknown-symbol')
    expect(system.trades.waiting).toEqual([])
    expect(await system.state.symbols.knownRules('BTCUSDT')).toBeUndefined()
    await later(system, 2 * hour + 60_000)
    await signal(system, 'three', 'BTCUSDT')
    expect(await positionOf(system, 'three')).toMatchObject({ state: 'open' })
  })

  test('ends its position: two reads of the account prove it, income gives the result, and the slot is free', async () => {
    const [system, faults] = await opened()
    unlist(system, faults, 'BTCUSDT')
    system.tick('60050')
    await system.nextTick()
    // The account may show the end of the contract late.
    expect(await positionOf(system)).toMatchObject({ state: 'closing' })
    for (let tick = 0; tick < 4; tick++) await system.nextTick()
    const position = await positionOf(system)
    expect(position).toMatchObject({ state: 'closed', result: { reason: 'external' } })
    expect((await system.state.account.read()).item.slots).toEqual({})
    expect(system.told.count('SymbolUnlisted')).toBe(1)
    expect(system.failures).toEqual([])
    await expectResultOf(system, position)
    const { day } = (await system.state.account.read()).item
    expect(Number(day.net)).toBe(Number(position.result?.netPnl))
  })

  test('keeps its slot as long as the account shows the position, and the watch goes on for the others', async () => {
    const [system] = await opened()
    system.feed.push('ETHUSDT', system.clock.now(), '3000')
    await system.signal(buy(system, { id: 'eth', symbol: 'ETHUSDT' }))
    const ofBitcoin = (params: URLSearchParams) => params.get('symbol') === 'BTCUSDT'
    for (const path of ['v1/openAlgoOrders', 'v3/positionRisk', 'v1/openOrders', 'v1/userTrades'])
      system.wire.refuse(`GET /fapi/${path}`, -1121, ofBitcoin)
    await system.exchange.cancelAllAlgo('ETHUSDT')
    await system.nextTick()
    expect(system.told.count('SymbolUnlisted')).toBe(1)
    expect(Object.keys((await system.state.account.read()).item.slots).sort()).toEqual(['BTCUSDT', 'ETHUSDT'])
    const types = (await system.exchange.openAlgoOrders('ETHUSDT')).map(order => order.type)
    expect(types).toContain('STOP_MARKET')
    await system
      .close({ v: 1, positionId: (await positionOf(system)).id, reason: 'external' })
      .catch(() => {})
    expect(await positionOf(system)).toMatchObject({ state: 'open' })
  })
})
