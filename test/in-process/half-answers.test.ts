import { describe, expect, test } from 'vitest'
import { ownerOf } from '#domain/identity.ts'
import { createFaults } from '#paper/faults/faults.ts'
import { btcRules } from '../domain/market.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { books, expectPromises } from './audit.ts'
import { buy, positionOf, sell, verdictOn } from './signals.ts'
import { openSystem, type System } from './system.ts'

const dynamo = memoryForTests()
const order = 'POST /fapi/v1/order'
const second = 1_000

const ready = () => openSystem(dynamo, { known: [btcRules] })

const coded = (status: number, code: number) => () => Response.json({ code, msg: 'so it says' }, { status })
const page = (status: number) => () => new Response('<html>a page</html>', { status })

/** Errors that say nothing about the order: only the moment or the caller is to blame. */
const ofTheMoment = [
  ['503 -1008', coded(503, -1008)],
  ['400 -1021', coded(400, -1021)],
  ['400 -1003', coded(400, -1003)],
  ['400 -1015', coded(400, -1015)],
  ['400 -5028', coded(400, -5028)],
] as const
const ofTheCaller = [
  ['429 -1003', coded(429, -1003)],
  ['429 -1015', coded(429, -1015)],
  ['418', page(418)],
  ['403', page(403)],
  ['451', coded(451, 0)],
  ['401 -2015', coded(401, -2015)],
] as const
const ofNobody = [...ofTheMoment, ...ofTheCaller]

const detailOf = async (system: System) =>
  (await system.state.signals.read('xgboost#one', system.clock.now()))?.detail

async function entriesOf(system: System) {
  const { orders } = await system.venue.ledger('BTCUSDT')
  return orders.filter(each => ownerOf(each.clientOrderId)?.purpose === 'entry')
}

/** While the exchange asks to wait, the executor does not look for the entry; its message comes again afterwards. */
async function signalUntilHeard(system: System): Promise<void> {
  await system.gate(buy(system))
  await system.drain().catch(error => expect(String(error)).toContain('not sent: Binance'))
  if (system.trades.waiting.length > 0) system.clock.advance(180 * second)
  await system.drain()
}

const sentOf = (system: System) => system.wire.requests.filter(request => request === order).length

async function expectOneProtected(system: System): Promise<void> {
  expect(await entriesOf(system)).toHaveLength(1)
  expect(await positionOf(system)).toMatchObject({ state: 'open' })
  expect(await verdictOn(system)).toBe('accepted')
  expect(await books(system)).toHaveLength(3)
  await expectPromises(system)
}

describe('the executor looks for an entry before giving it up, whatever the answer says', () => {
  /** The matrix and the storms try all answers at all times. */
  const lateBy = [0, 300, 2_500, 4_900]
  const late = ofNobody.map(
    ([what, answer], index) => [what, lateBy[index % lateBy.length] ?? 0, answer] as const,
  )

  test.each(late)('%s of an order that fills %i ms later', async (_, lateMs, answer) => {
    const system = await ready()
    system.wire.misanswer(order, answer, lateMs)
    await signalUntilHeard(system)
    await expectOneProtected(system)
    expect(sentOf(system)).toBe(1)
    if (lateMs === 0) expect(system.told.count('NakedTime')).toBeLessThan(second)
  })

  test('but accepts an answer about the order itself as final', async () => {
    const system = await ready()
    for (const code of [-2010, -2019, -1111, -4164]) {
      const before = system.clock.now()
      system.wire.misanswer(order, coded(400, code))
      await system.signal(buy(system, { id: String(code) }))
      expect({ code, verdict: await verdictOn(system, String(code)) }).toEqual({ code, verdict: 'refused' })
      expect(system.clock.now() - before).toBeLessThan(second)
      expect((await system.state.account.read()).item.slots).toEqual({})
    }
    expect(sentOf(system)).toBe(4)
  })
})

describe('the executor sends an entry once more that the exchange turned away for the moment', () => {
  test.each(ofTheMoment)('%s, past its fence', async (_, answer) => {
    const system = await ready()
    const before = system.clock.now()
    system.wire.misanswer(order, answer)
    await system.signal(buy(system))
    await expectOneProtected(system)
    const [entry] = await entriesOf(system)
    expect((entry?.time ?? 0) - before).toBeGreaterThan(10 * second)
    expect(sentOf(system)).toBe(2)
  })

  test.each(ofTheCaller)('%s is not answered with another request', async (what, answer) => {
    const system = await ready()
    system.wire.misanswer(order, answer)
    await signalUntilHeard(system)
    expect(['refused', 'no-fill']).toContain(await verdictOn(system))
    const code = what.split(' ').at(-1) === '451' ? '0 ' : what.split(' ').at(-1)
    expect(await detailOf(system)).toMatch(new RegExp(`${code}|not sent: Binance`))
    expect(sentOf(system)).toBe(1)
    expect((await system.state.account.read()).item.slots).toEqual({})
  })

  test('at the new quote, with quantity, limit and stop planned anew', async () => {
    const system = await ready()
    system.wire.misanswer(order, coded(503, -1008))
    system.wire.once(order, () => system.tick('60300'))
    await system.signal(buy(system))
    await expectOneProtected(system)
    const { id, entry, protection, margin, entryQuantity, openQuantity } = await positionOf(system)
    expect({ entry, level: protection.level, margin, entryQuantity, openQuantity }).toMatchObject({
      entry: { touchPrice: '60303.1', limitPrice: '60313.1', quantity: '1.243' },
      level: '60262.9',
      entryQuantity: '1.243',
      openQuantity: '1.243',
    })
    const [sent] = await entriesOf(system)
    expect(sent).toMatchObject({ origQty: '1.243' })
    const asked = (await system.state.journal.read(id)).filter(({ event }) => event === 'admission')
    expect(asked.map(({ inputs }) => JSON.parse(String(inputs)).moment)).toEqual([
      'send',
      'send',
      'resend',
      'resend',
    ])
  })

  test('and if that is turned away too, the verdict is no-fill with the reason', async () => {
    const system = await ready()
    system.wire.misanswer(order, coded(400, -1021))
    system.wire.misanswer(order, coded(503, -1008))
    await system.signal(buy(system))
    expect(await verdictOn(system)).toBe('refused')
    expect(await detailOf(system)).toContain('-1008 so it says')
    expect(sentOf(system)).toBe(2)
    expect(await entriesOf(system)).toEqual([])
  })

  const changes: readonly (readonly [string, (system: System) => unknown, string])[] = [
    ['a CLOSE came', system => system.gate(buy(system, { id: 'close', action: 'CLOSE' })), 'superseded'],
    ['an opposite signal came', system => system.gate(sell(system, { id: 'two' })), 'superseded'],
    [
      'entries were halted',
      system => system.state.account.update(account => ({ ...account, halts: { killSwitch: 'by hand' } })),
      'halted',
    ],
    ['the signal went stale', system => system.clock.advance(second), 'stale'],
    [
      'the spread opened',
      system => system.tick({ last: '60000', bid: '59950', ask: '60050' }),
      'stop-too-tight',
    ],
  ]
  test.each(changes)('unless %s meanwhile', async (what, change, reason) => {
    const system = await ready()
    system.wire.misanswer(order, coded(503, -1008))
    const age = what.includes('stale') ? 55 * second : 0
    await system.gate(buy(system, { timestamp: system.clock.now() - age }))
    const message = system.trades.waiting.shift() ?? ''
    system.wire.once(order, async () => {
      system.clock.advance(1_001)
      await change(system)
    })
    await system.take(message)
    expect(await verdictOn(system)).toBe(reason)
    expect(sentOf(system)).toBe(1)
    expect(await entriesOf(system)).toEqual([])
    expect((await system.state.account.read()).item.slots).toEqual({})
    await expectPromises(system)
  })

  test('but not at an impossible price', async () => {
    const system = await ready()
    system.wire.misanswer(order, coded(503, -1008))
    system.wire.once(order, () =>
      system.wire.misanswer('GET /fapi/v1/premiumIndex', () =>
        Response.json({ symbol: 'BTCUSDT', markPrice: '0', indexPrice: '0', time: system.clock.now() }),
      ),
    )
    await system.signal(buy(system))
    expect(await detailOf(system)).toContain('a mark of 0, which is not a price')
    expect(sentOf(system)).toBe(1)
  })

  test('and the verdict adds what it could not read to the first cause', async () => {
    const system = await ready()
    system.wire.misanswer(order, coded(503, -1008))
    system.wire.refuse('GET /fapi/v1/ticker/bookTicker', -1003, () => sentOf(system) > 0)
    await system.signal(buy(system))
    expect(await detailOf(system)).toMatch(/^-1008 .* it was not sent once more: bookTicker BTCUSDT: -1003/)
  })
})

/** A body from a server between us and the exchange, or an empty one. */
const noWord = [
  ['a page with 200', () => new Response('<html>a page</html>')],
  ['an empty 202', () => new Response(null, { status: 202 })],
  ['204', () => new Response(null, { status: 204 })],
  ['{}', () => Response.json({})],
  ['null', () => Response.json(null)],
] as const

describe('a symbol counts as configured only when the exchange says so', () => {
  const marginType = 'POST /fapi/v1/marginType'
  const leverage = 'POST /fapi/v1/leverage'
  const crossed = async () => {
    const system = await ready()
    await system.send('POST', '/v1/marginType', { symbol: 'BTCUSDT', marginType: 'CROSSED' })
    await system.send('POST', '/v1/leverage', { symbol: 'BTCUSDT', leverage: 7 })
    return system
  }

  test('an unclear answer is requested once more', async () => {
    const system = await crossed()
    system.wire.misanswer(marginType, noWord[0][1])
    system.wire.misanswer(leverage, noWord[0][1])
    await system.signal(buy(system))
    await expectOneProtected(system)
    expect(await system.exchange.symbolConfig('BTCUSDT')).toEqual({ marginMode: 'isolated', leverage: 30 })
  })

  test.each(noWord)('after %s twice the exchange’s record decides', async (_, answer) => {
    const system = await crossed()
    for (const effect of [undefined, 0]) {
      system.wire.misanswer(marginType, answer, effect)
      system.wire.misanswer(leverage, answer, effect)
    }
    await system.signal(buy(system))
    await expectOneProtected(system)
    expect(await system.exchange.symbolConfig('BTCUSDT')).toEqual({ marginMode: 'isolated', leverage: 30 })
  })

  test('without effect nothing opens, and the signal is tried again', async () => {
    const system = await crossed()
    await system.gate(buy(system))
    for (const [, answer] of [...noWord, ['400 -1021', coded(400, -1021)] as const]) {
      for (let time = 1; time <= 2; time++) system.wire.misanswer(marginType, answer)
      await expect(system.drain()).rejects.toThrow('margin mode isolated was')
      expect(await entriesOf(system)).toEqual([])
    }
    await system.drain()
    expect(await system.exchange.symbolConfig('BTCUSDT')).toMatchObject({ marginMode: 'isolated' })
    await expectOneProtected(system)
  })

  test('429 is not answered with another request', async () => {
    const system = await crossed()
    system.wire.misanswer(leverage, coded(429, -1003))
    await expect(system.signal(buy(system))).rejects.toThrow('leverage 30 was refused')
    expect(system.wire.requests.filter(request => request === leverage)).toHaveLength(1)
    expect(system.told.count('EntryFailed')).toBe(0)
  })

  test.each([marginType, leverage])('-1121 to %s is an unknown symbol, as anywhere', async setting => {
    const system = await crossed()
    system.wire.misanswer(setting, coded(400, -1121))
    await system.signal(buy(system))
    expect(await verdictOn(system)).toBe('unknown-symbol')
    expect(system.wire.requests).toContain('GET /fapi/v1/exchangeInfo')
    expect(await entriesOf(system)).toEqual([])
  })
})

test('an entry that the exchange ends to prevent a trade with our own order is over at once', async () => {
  const faults = createFaults([
    { match: { path: '/fapi/v1/order' }, fault: { kind: 'fill', share: '0', as: 'EXPIRED_IN_MATCH' } },
  ])
  const system = await openSystem(dynamo, { known: [btcRules], faults })
  const before = system.clock.now()
  await system.signal(buy(system))
  expect(await verdictOn(system)).toBe('no-fill')
  expect(system.clock.now() - before).toBeLessThan(second)
})
