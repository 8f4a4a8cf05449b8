import { describe, expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import { isTighter } from '#domain/side.ts'
import { createFaults } from '#paper/faults/faults.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { expectPromises, expectResultOf } from './audit.ts'
import { change, opened, stopsOf, walk } from './changed-rules.ts'
import { buy, positionOf, sell } from './signals.ts'
import { openSystem, type System } from './system.ts'

const dynamo = memoryForTests()

const refusals = ({ told }: System) =>
  [...told.of('stop-refused'), ...told.of('take-profit-refused')].map(({ code }) => code)

describe('when the tick becomes coarser while a position climbs', () => {
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

  test('it earns the same, up to rounding', async () => {
    const unchanged = await climbed()
    const changed = await climbed('0.0001')
    expect(unchanged.refused).toEqual([])
    expect(unchanged.net).toBeGreaterThan(300)
    // One order is rejected, the rules are read, and that is all.
    expect(changed.refused).toEqual([-4014])
    expect(Math.abs(changed.net - unchanged.net)).toBeLessThan(0.005 * changed.margin)
  })
})

test('a rejected raise is not recorded: the record shows what stands, and the next raise can stand', async () => {
  const [system, faults] = await opened()
  await walk(system, ['60070'])
  change(system, faults, { tickSize: '1' })
  // No function can read the change.
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
  'a %s whose stop is cancelled gets it back on the new tick, no looser',
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

test('an answer that shows changed rules has them read once a minute, whichever function gets it', async () => {
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

test('changed rules are read at the first look after the exchange asked to wait', async () => {
  const [system, faults] = await opened()
  await walk(system, ['60070'])
  // So coarse that trial does not find it.
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

test('an entry rejected by changed rules has them read for the next', async () => {
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

test('a first stop whose answer is lost is placed by today’s rules if they reject the old one', async () => {
  const faults = createFaults()
  const system = await openSystem(dynamo, { faults })
  system.wire.once('POST /fapi/v1/algoOrder', () => change(system, faults, { tickSize: '10' }))
  system.wire.misanswer('POST /fapi/v1/algoOrder', () => Response.json(null))
  await system.signal(buy(system))
  expect(await positionOf(system)).toMatchObject({ state: 'open' })
  expect(await stopsOf(system)).toHaveLength(1)
  await expectPromises(system, { otherRules: true })
})

describe('a first stop that a changed tick rejects while the new tick cannot be read', () => {
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

  test.each(['1', '5', '10'])('stands on a tick found by trial, no looser: %s', async tickSize => {
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

  test('gives way to the exit if the trial passes the market', async () => {
    const system = await entered('0.001', 'DOGEUSDT', '0.20000')
    const position = await positionOf(system)
    expect(position).toMatchObject({ state: 'closed', result: { reason: 'unprotectable' } })
    await expectResultOf(system, position)
  })
})

test('rules kept by an earlier release do not count as a change', async () => {
  const [system] = await opened()
  const stored = await system.state.positions.read((await positionOf(system)).id)
  if (!stored) throw new Error('Expected a position')
  const formerly = { minPrice: '556.80', maxPrice: '4529764', ...stored.item.rules }
  await system.state.positions.write({ ...stored.item, rules: formerly }, stored.version)
  await walk(system, ['60150', '60400'])
  expect(system.told.count('StopRaised')).toBeGreaterThan(0)
  expect(system.told.of('rules-changed')).toEqual([])
  expect((await positionOf(system)).rules).toEqual(formerly)
})
