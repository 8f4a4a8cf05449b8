import { describe, expect, test } from 'vitest'
import { dec, sum } from '#domain/decimal.ts'
import { isTighter } from '#domain/side.ts'
import { positionLifetimes } from '#paper/audit/ledger.ts'
import type { RulesChange } from '#paper/faults/changed-rules.ts'
import { createFaults, type Faults } from '#paper/faults/faults.ts'
import { memoryForTests } from '../storm/memory-table.ts'
import { expectPromises, expectResultOf } from './audit.ts'
import { buy, positionOf, sell } from './signals.ts'
import { openSystem, type System, type SystemOptions } from './system.ts'

const dynamo = memoryForTests()

/** A system with an open position, and the faults of its venue. */
async function opened(options: SystemOptions = {}, more = {}): Promise<[System, Faults]> {
  const faults = createFaults()
  const system = await openSystem(dynamo, { faults, ...options })
  await system.signal(buy(system, more))
  await system.nextTick()
  return [system, faults]
}

/** From now on the exchange has other rules for the symbol. */
function change({ clock }: System, faults: Faults, to: RulesChange, symbol = 'BTCUSDT'): void {
  faults.add({ match: { symbol }, fault: { kind: 'rules', from: clock.now(), ...to } })
}

async function walk(system: System, prices: readonly string[], symbol = 'BTCUSDT'): Promise<void> {
  for (const price of prices) {
    system.move(price, symbol)
    await system.nextTick()
  }
}

const stopsOf = async ({ exchange }: System, symbol = 'BTCUSDT') =>
  (await exchange.openAlgoOrders(symbol))
    .filter(order => order.type === 'STOP_MARKET')
    .map(order => order.triggerPrice)

const refusals = ({ told }: System) =>
  [...told.of('stop-refused'), ...told.of('take-profit-refused')].map(({ code }) => code)

describe('a tick that becomes coarser while the position climbs', () => {
  const climb = ['0.2003', '0.2010', '0.2021', '0.2041', '0.2071', '0.2125', '0.1995']

  async function climbed(tickSize?: string) {
    const [system, faults] = await opened(
      { symbol: 'DOGEUSDT', price: '0.20000' },
      { symbol: 'DOGEUSDT', leverage: 10 },
    )
    if (tickSize) change(system, faults, { tickSize }, 'DOGEUSDT')
    await walk(system, climb, 'DOGEUSDT')
    const position = await positionOf(system)
    expect(position).toMatchObject({ state: 'closed', tier: 5 })
    await expectPromises(system, { otherRules: true }, 'DOGEUSDT')
    await expectResultOf(system, position)
    return {
      net: Number(position.result?.netPnl),
      refused: refusals(system),
      margin: Number(position.margin),
    }
  }

  test('earns what an unchanged one earns, up to the rounding', async () => {
    const unchanged = await climbed()
    const changed = await climbed('0.0001')
    expect(unchanged.refused).toEqual([])
    expect(unchanged.net).toBeGreaterThan(300)
    // One order is refused, the rules are read, and that is all.
    expect(changed.refused).toEqual([-4014])
    expect(Math.abs(changed.net - unchanged.net)).toBeLessThan(0.005 * changed.margin)
  })
})

test('a level that was refused is not recorded: the record is what stands, and the next raise can stand', async () => {
  const [system, faults] = await opened()
  await walk(system, ['60070'])
  change(system, faults, { tickSize: '1' })
  // Nobody can read what has changed.
  system.wire.refuse('GET /fapi/v1/exchangeInfo', -1000)
  await walk(system, ['60110'])
  const refused = await positionOf(system)
  expect(refused).toMatchObject({ tier: 1, protection: { level: '59963' } })
  expect(refused.protection.bridge).toBeUndefined()
  expect(await stopsOf(system)).toEqual(['59963'])
  const { protection } = refused
  expect((await system.exchange.openAlgoOrders('BTCUSDT')).map(order => order.clientId)).toEqual(
    expect.arrayContaining([protection.primary, protection.backup]),
  )
  expect(system.told.of('rules-not-read')).toHaveLength(1)
})

test.each([
  ['long', buy, ['60070', '60104.7']],
  ['short', sell, ['59930', '59895.3']],
] as const)(
  'a %s whose stop is taken away gets it back on the tick of today, not looser',
  async (side, signal, way) => {
    const faults = createFaults()
    const system = await openSystem(dynamo, { faults })
    await system.signal(signal(system))
    await walk(system, way)
    const [before = ''] = await stopsOf(system)
    change(system, faults, { tickSize: '5' })
    await system.exchange.cancelAllAlgo('BTCUSDT')
    await system.nextTick()
    const [after = ''] = await stopsOf(system)
    expect(dec(before).mod(5).isZero()).toBe(false)
    expect(dec(after).mod(5).isZero()).toBe(true)
    expect(isTighter(side, dec(after), dec(before))).toBe(true)
    expect(await positionOf(system)).toMatchObject({ state: 'open', protection: { level: after } })
  },
)

describe('an exit', () => {
  const close = (system: System) => buy(system, { id: 'close', action: 'CLOSE' })
  const sold = async (system: System) =>
    (await system.venue.ledger('BTCUSDT')).trades
      .filter(trade => trade.side === 'SELL')
      .map(trade => trade.qty)

  test.each<[string, RulesChange, readonly string[]]>([
    ['step', { stepSize: '0.1' }, ['1.2', '0.049']],
    ['least quantity', { stepSize: '0.1', minQuantity: '0.5' }, ['1.2', '0.049']],
    ['market maximum', { marketMaxQuantity: '0.5' }, ['0.5', '0.5', '0.249']],
  ])('closes all of it under another %s', async (_, rules, quantities) => {
    const [system, faults] = await opened()
    change(system, faults, rules)
    await system.signal(close(system))
    const position = await positionOf(system)
    expect(position).toMatchObject({ state: 'closed', result: { reason: 'signal' } })
    expect(await sold(system)).toEqual(quantities)
    const { slots } = (await system.state.account.read()).item
    expect(slots).toEqual({})
    await expectPromises(system, { otherRules: true })
    await expectResultOf(system, position)
  })

  test.each<[string, RulesChange, readonly string[]]>([
    ['step', { stepSize: '0.1', minQuantity: '0.1' }, ['1.249']],
    ['market maximum', { marketMaxQuantity: '0.5' }, ['0.312', '0.468', '0.469']],
    ['step and maximum', { stepSize: '0.1', marketMaxQuantity: '1' }, ['0.6', '0.649']],
  ])('closes all of it under another %s that nobody can read', async (_, rules, quantities) => {
    const [system, faults] = await opened()
    change(system, faults, rules)
    system.wire.refuse('GET /fapi/v1/exchangeInfo', -1000)
    await system.signal(close(system))
    const position = await positionOf(system)
    expect(position).toMatchObject({ state: 'closed', result: { reason: 'signal' } })
    expect(await sold(system)).toEqual(quantities)
    await expectPromises(system, { otherRules: true })
    await expectResultOf(system, position)
  })

  test.each<[string, RulesChange, readonly string[]]>([
    ['step', { stepSize: '0.1', minQuantity: '0.1' }, ['1.249']],
    ['market maximum', { marketMaxQuantity: '0.5' }, ['0.312', '0.468', '0.469']],
  ])(
    'in place of a first stop that the market passed goes out at once under another %s that nobody can read',
    async (_, rules, quantities) => {
      const faults = createFaults()
      const system = await openSystem(dynamo, { faults })
      system.wire.once('POST /fapi/v1/algoOrder', () => {
        change(system, faults, rules)
        system.wire.refuse('GET /fapi/v1/exchangeInfo', -1000)
        system.move('59000')
      })
      await system.signal(buy(system))
      const position = await positionOf(system)
      expect(position).toMatchObject({ state: 'closed', result: { reason: 'stop-crossed' } })
      expect(await sold(system)).toEqual(quantities)
      await expectResultOf(system, position)
    },
  )

  test('under rules that cannot be found is given up after a few trials, and its stop stands', async () => {
    const [system, faults] = await opened()
    change(system, faults, { stepSize: '1000000', minQuantity: '1000000' })
    system.wire.refuse('GET /fapi/v1/exchangeInfo', -1000)
    await system.signal(close(system)).catch(() => undefined)
    expect(await sold(system)).toEqual([])
    expect(await stopsOf(system)).toHaveLength(1)
  })

  test('in an emergency with its stops gone takes no second look', async () => {
    const [system, faults] = await opened()
    change(system, faults, { stepSize: '0.1' })
    await system.exchange.cancelAllAlgo('BTCUSDT')
    await walk(system, ['59930'])
    const position = await positionOf(system)
    expect(position).toMatchObject({ state: 'closed', result: { reason: 'emergency' } })
    await expectResultOf(system, position)
  })
})

test('a coarser step on the climb sells every part once, and all of it', async () => {
  const [system, faults] = await opened()
  await walk(system, ['60070'])
  change(system, faults, { stepSize: '0.1', marketMaxQuantity: '0.2' })
  await walk(system, [
    '60104',
    '60165',
    '60204',
    '60304',
    '60404',
    '60504',
    '60704',
    '60904',
    '61204',
    '62010',
  ])
  await walk(system, ['62010', '62010'])
  const position = await positionOf(system)
  expect(position).toMatchObject({ state: 'closed', result: { reason: 'take-profit' } })
  const [life] = positionLifetimes(await system.venue.ledger('BTCUSDT'))
  expect(life?.exitQuantity.toFixed()).toBe('1.249')
  const { trades } = await system.venue.ledger('BTCUSDT')
  const parts = trades.filter(trade => trade.side === 'SELL').map(trade => trade.qty)
  expect(sum(parts).toFixed()).toBe('1.249')
  expect(parts.slice(1).every(part => dec(part).lte('0.2'))).toBe(true)
  await expectPromises(system, { otherRules: true, nakedLater: true })
  await expectResultOf(system, position)
})

test('a take-profit that is gone comes back in steps of today, and what that leaves goes into the next', async () => {
  const [system, faults] = await opened()
  const { symbols } = system.state
  const sent = (await positionOf(system)).rungs.find(({ state }) => state === 'placed')
  change(system, faults, { stepSize: '0.1' })
  await symbols.saveRules(await system.exchange.allRules(), system.clock.now())
  await system.exchange.cancelAlgo('BTCUSDT', sent?.clientId ?? '')
  await system.nextTick()
  const { rungs } = await positionOf(system)
  expect(rungs[0]).toMatchObject({ state: 'placed', quantity: '0.6' })
  expect(rungs.slice(0, -1).every(({ quantity }) => dec(quantity).mod('0.1').isZero())).toBe(true)
  expect(sum(rungs.map(({ quantity }) => quantity)).toFixed()).toBe('1.249')
})

test('an answer that tells of other rules has them read once in a minute, whoever hears it', async () => {
  const [system, faults] = await opened()
  change(system, faults, { tickSize: '1' })
  await walk(system, ['60070', '60110'])
  const read = () => system.wire.requests.filter(request => request.includes('exchangeInfo')).length
  const before = read()
  change(system, faults, { tickSize: '10' })
  await walk(system, ['60304'])
  expect(read()).toBe(before)
  await walk(
    system,
    Array.from({ length: 6 }, () => '60304'),
  )
  expect(read()).toBe(before + 1)
  expect((await positionOf(system)).rules.tickSize).toBe('10')
})

test('rules that nobody may read while the exchange asks to wait are read at the first look after it', async () => {
  const [system, faults] = await opened()
  await walk(system, ['60070'])
  // So coarse that it is not found by trial.
  change(system, faults, { tickSize: '400' })
  await system.exchange.cancelAllAlgo('BTCUSDT')
  const slowDown = { status: 429, headers: { 'Retry-After': '35' } }
  system.wire.misanswer('GET /fapi/v3/positionRisk', () => Response.json({ code: -1003, msg: '' }, slowDown))
  await walk(system, ['60070', '60070', '60070'])
  expect(await stopsOf(system)).toEqual([])
  expect(system.told.of('rules-not-read')).not.toEqual([])
  await walk(system, ['60070', '60070'])
  expect(await stopsOf(system)).toEqual(['60000'])
  expect(await positionOf(system)).toMatchObject({ state: 'open', rules: { tickSize: '400' } })
})

test('an entry that was refused by other rules has them read for the next', async () => {
  const faults = createFaults()
  const system = await openSystem(dynamo, { faults, price: '60000.7' })
  await system.signal(buy(system))
  await system.signal(buy(system, { id: 'close', action: 'CLOSE' }))
  system.clock.advance(400_000)
  system.tick('60000.7')
  change(system, faults, { tickSize: '5' })
  await system.signal(buy(system, { id: 'two', timestamp: Math.floor(system.clock.now()) }))
  expect(await positionOf(system, 'two')).toMatchObject({
    state: 'abandoned',
    abandonedFor: expect.stringMatching(/^refused: -4014/),
  })
  system.tick('60000.7')
  await system.signal(buy(system, { id: 'three', timestamp: Math.floor(system.clock.now()) }))
  expect(await positionOf(system, 'three')).toMatchObject({ state: 'open', rules: { tickSize: '5' } })
})

test('a first stop whose answer is lost, and that other rules refuse then, stands by the rules of today', async () => {
  const faults = createFaults()
  const system = await openSystem(dynamo, { faults })
  system.wire.once('POST /fapi/v1/algoOrder', () => change(system, faults, { tickSize: '10' }))
  system.wire.misanswer('POST /fapi/v1/algoOrder', () => Response.json(null))
  await system.signal(buy(system))
  expect(await positionOf(system)).toMatchObject({ state: 'open' })
  expect(await stopsOf(system)).toHaveLength(1)
  await expectPromises(system, { otherRules: true })
})

describe('a first stop that another tick refuses while nobody can read which', () => {
  async function entered(tickSize: string, symbol = 'BTCUSDT', price = '60000.7') {
    const faults = createFaults()
    const system = await openSystem(dynamo, { faults, symbol, price })
    system.wire.once('POST /fapi/v1/algoOrder', () => {
      change(system, faults, { tickSize }, symbol)
      system.wire.refuse('GET /fapi/v1/exchangeInfo', -1000)
    })
    await system.signal(buy(system, { symbol, leverage: 10 }))
    return system
  }

  test.each(['1', '5', '10'])('stands on one that is found by trial, not looser: %s', async tickSize => {
    const system = await entered(tickSize)
    const { state, side, protection } = await positionOf(system)
    expect(state).toBe('open')
    const [stop = '', ...more] = await stopsOf(system)
    expect(more).toEqual([])
    expect(dec(stop).mod(tickSize).isZero()).toBe(true)
    expect(isTighter(side, dec(protection.level), dec(stop))).toBe(false)
    expect(dec(stop).minus(protection.level).lt(10)).toBe(true)
    expect(system.told.of('rules-not-read')).not.toEqual([])
  })

  test('gives way to the exit where the trial passes the market, which is past no level', async () => {
    const system = await entered('0.001', 'DOGEUSDT', '0.20000')
    const position = await positionOf(system)
    expect(position).toMatchObject({ state: 'closed', result: { reason: 'unprotectable' } })
    await expectResultOf(system, position)
  })
})
