import { describe, expect, test } from 'vitest'
import { ownerOf } from '#domain/identity.ts'
import { createFaults } from '#paper/faults/faults.ts'
import { btcRules } from '../domain/market.ts'
import { memoryForTests } from '../storm/memory-table.ts'
import { type House, openHouse } from './house.ts'
import { books, expectPromises } from './judge.ts'
import { buy, positionOf, sell, verdictOn } from './signals.ts'

const dynamo = memoryForTests()
const order = 'POST /fapi/v1/order'
const second = 1_000

const ready = () => openHouse(dynamo, { known: [btcRules] })

const coded = (status: number, code: number) => () => Response.json({ code, msg: 'so it says' }, { status })
const page = (status: number) => () => new Response('<html>a page</html>', { status })

/** Answers that say nothing of the order: only the moment, or the caller, is to blame. */
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

const detailOf = async (house: House) =>
  (await house.state.signals.read('xgboost#one', house.clock.now()))?.detail

async function entriesOf(house: House) {
  const { orders } = await house.venue.ledger('BTCUSDT')
  return orders.filter(each => ownerOf(each.clientOrderId)?.purpose === 'entry')
}

/** While the exchange asks to wait the entry is not looked for; its message comes again when that is over. */
async function signalUntilHeard(house: House): Promise<void> {
  await house.gate(buy(house))
  await house.drain().catch(error => expect(String(error)).toContain('not sent: Binance'))
  if (house.trades.waiting.length > 0) house.clock.advance(180 * second)
  await house.drain()
}

const sentOf = (house: House) => house.wire.requests.filter(request => request === order).length

async function expectOneProtected(house: House): Promise<void> {
  expect(await entriesOf(house)).toHaveLength(1)
  expect(await positionOf(house)).toMatchObject({ state: 'open' })
  expect(await verdictOn(house)).toBe('accepted')
  expect(await books(house)).toHaveLength(3)
  await expectPromises(house)
}

describe('an entry is looked for before it is given up, whatever its answer says', () => {
  /** All answers at all times are in the matrix and the storms. */
  const lateBy = [0, 300, 2_500, 4_900]
  const late = ofNobody.map(
    ([what, answer], index) => [what, lateBy[index % lateBy.length] ?? 0, answer] as const,
  )

  test.each(late)('%s of an order that fills %i ms later', async (_, lateMs, answer) => {
    const house = await ready()
    house.wire.misanswer(order, answer, lateMs)
    await signalUntilHeard(house)
    await expectOneProtected(house)
    expect(sentOf(house)).toBe(1)
    if (lateMs === 0) expect(house.told.count('NakedTime')).toBeLessThan(second)
  })

  test('but an answer about the order itself is final', async () => {
    const house = await ready()
    for (const code of [-2010, -2019, -1111, -4164]) {
      const before = house.clock.now()
      house.wire.misanswer(order, coded(400, code))
      await house.signal(buy(house, { id: String(code) }))
      expect({ code, verdict: await verdictOn(house, String(code)) }).toEqual({ code, verdict: 'refused' })
      expect(house.clock.now() - before).toBeLessThan(second)
      expect((await house.state.account.read()).item.slots).toEqual({})
    }
    expect(sentOf(house)).toBe(4)
  })
})

describe('an entry that was turned away for the moment and never happened is sent once more', () => {
  test.each(ofTheMoment)('%s, past its fence', async (_, answer) => {
    const house = await ready()
    const before = house.clock.now()
    house.wire.misanswer(order, answer)
    await house.signal(buy(house))
    await expectOneProtected(house)
    const [entry] = await entriesOf(house)
    expect((entry?.time ?? 0) - before).toBeGreaterThan(10 * second)
    expect(sentOf(house)).toBe(2)
  })

  test.each(ofTheCaller)('%s is not answered with another request', async (what, answer) => {
    const house = await ready()
    house.wire.misanswer(order, answer)
    await signalUntilHeard(house)
    expect(['refused', 'no-fill']).toContain(await verdictOn(house))
    const code = what.split(' ').at(-1) === '451' ? '0 ' : what.split(' ').at(-1)
    expect(await detailOf(house)).toMatch(new RegExp(`${code}|not sent: Binance`))
    expect(sentOf(house)).toBe(1)
    expect((await house.state.account.read()).item.slots).toEqual({})
  })

  test('at the quote of then, with quantity, limit and stop planned anew', async () => {
    const house = await ready()
    house.wire.misanswer(order, coded(503, -1008))
    house.wire.once(order, () => house.tick('60300'))
    await house.signal(buy(house))
    await expectOneProtected(house)
    const { entry, protection, margin, entryQuantity, openQuantity } = await positionOf(house)
    expect({ entry, level: protection.level, margin, entryQuantity, openQuantity }).toMatchObject({
      entry: { touchPrice: '60303.1', limitPrice: '60313.1', quantity: '1.243' },
      level: '60262.9',
      entryQuantity: '1.243',
      openQuantity: '1.243',
    })
    const [sent] = await entriesOf(house)
    expect(sent).toMatchObject({ origQty: '1.243' })
  })

  test('and when that is turned away too, it is a missed trade that says why', async () => {
    const house = await ready()
    house.wire.misanswer(order, coded(400, -1021))
    house.wire.misanswer(order, coded(503, -1008))
    await house.signal(buy(house))
    expect(await verdictOn(house)).toBe('refused')
    expect(await detailOf(house)).toContain('-1008 so it says')
    expect(sentOf(house)).toBe(2)
    expect(await entriesOf(house)).toEqual([])
  })

  const changes: readonly (readonly [string, (house: House) => unknown, string])[] = [
    ['a CLOSE came', house => house.gate(buy(house, { id: 'close', action: 'CLOSE' })), 'superseded'],
    ['an opposite signal came', house => house.gate(sell(house, { id: 'two' })), 'superseded'],
    [
      'entries were halted',
      house => house.state.account.update(account => ({ ...account, halts: { killSwitch: 'by hand' } })),
      'halted',
    ],
    ['the signal went stale', house => house.clock.advance(second), 'stale'],
    [
      'the spread opened',
      house => house.tick({ last: '60000', bid: '59950', ask: '60050' }),
      'stop-too-tight',
    ],
  ]
  test.each(changes)('unless %s meanwhile', async (what, change, reason) => {
    const house = await ready()
    house.wire.misanswer(order, coded(503, -1008))
    const age = what.includes('stale') ? 55 * second : 0
    await house.gate(buy(house, { timestamp: house.clock.now() - age }))
    const message = house.trades.waiting.shift() ?? ''
    house.wire.once(order, async () => {
      house.clock.advance(1_001)
      await change(house)
    })
    await house.take(message)
    expect(await verdictOn(house)).toBe(reason)
    expect(sentOf(house)).toBe(1)
    expect(await entriesOf(house)).toEqual([])
    expect((await house.state.account.read()).item.slots).toEqual({})
    await expectPromises(house)
  })

  test('but by no price that cannot be one', async () => {
    const house = await ready()
    house.wire.misanswer(order, coded(503, -1008))
    house.wire.once(order, () =>
      house.wire.misanswer('GET /fapi/v1/premiumIndex', () =>
        Response.json({ symbol: 'BTCUSDT', markPrice: '0', indexPrice: '0', time: house.clock.now() }),
      ),
    )
    await house.signal(buy(house))
    expect(await detailOf(house)).toContain('a mark of 0, which is no price')
    expect(sentOf(house)).toBe(1)
  })

  test('and what cannot be read then is told beside the first cause', async () => {
    const house = await ready()
    house.wire.misanswer(order, coded(503, -1008))
    house.wire.refuse('GET /fapi/v1/ticker/bookTicker', -1003, () => sentOf(house) > 0)
    await house.signal(buy(house))
    expect(await detailOf(house)).toMatch(/^-1008 .* it was not sent once more: bookTicker BTCUSDT: -1003/)
  })
})

/** What stands between us and the exchange says this, or nothing. */
const noWord = [
  ['a page with 200', () => new Response('<html>a page</html>')],
  ['an empty 202', () => new Response(null, { status: 202 })],
  ['204', () => new Response(null, { status: 204 })],
  ['{}', () => Response.json({})],
  ['null', () => Response.json(null)],
] as const

describe('only the exchange’s own word configures a symbol', () => {
  const marginType = 'POST /fapi/v1/marginType'
  const leverage = 'POST /fapi/v1/leverage'
  const crossed = async () => {
    const house = await ready()
    await house.send('POST', '/v1/marginType', { symbol: 'BTCUSDT', marginType: 'CROSSED' })
    await house.send('POST', '/v1/leverage', { symbol: 'BTCUSDT', leverage: 7 })
    return house
  }

  test('what is none is asked for once more', async () => {
    const house = await crossed()
    house.wire.misanswer(marginType, noWord[0][1])
    house.wire.misanswer(leverage, noWord[0][1])
    await house.signal(buy(house))
    await expectOneProtected(house)
    expect(await house.exchange.symbolConfig('BTCUSDT')).toEqual({ marginMode: 'isolated', leverage: 30 })
  })

  test.each(noWord)('%s twice is settled by what the exchange has on record', async (_, answer) => {
    const house = await crossed()
    for (const effect of [undefined, 0]) {
      house.wire.misanswer(marginType, answer, effect)
      house.wire.misanswer(leverage, answer, effect)
    }
    await house.signal(buy(house))
    await expectOneProtected(house)
    expect(await house.exchange.symbolConfig('BTCUSDT')).toEqual({ marginMode: 'isolated', leverage: 30 })
  })

  test('what has no effect opens nothing, and the signal is tried again', async () => {
    const house = await crossed()
    await house.gate(buy(house))
    for (const [, answer] of [...noWord, ['400 -1021', coded(400, -1021)] as const]) {
      for (let time = 1; time <= 2; time++) house.wire.misanswer(marginType, answer)
      await expect(house.drain()).rejects.toThrow('margin mode isolated was')
      expect(await entriesOf(house)).toEqual([])
    }
    await house.drain()
    expect(await house.exchange.symbolConfig('BTCUSDT')).toMatchObject({ marginMode: 'isolated' })
    await expectOneProtected(house)
  })

  test('429 is not answered with another request', async () => {
    const house = await crossed()
    house.wire.misanswer(leverage, coded(429, -1003))
    await expect(house.signal(buy(house))).rejects.toThrow('leverage 30 was refused')
    expect(house.wire.requests.filter(request => request === leverage)).toHaveLength(1)
    expect(house.told.count('EntryFailed')).toBe(0)
  })

  test.each([marginType, leverage])('-1121 to %s is an unknown symbol, as anywhere', async setting => {
    const house = await crossed()
    house.wire.misanswer(setting, coded(400, -1121))
    await house.signal(buy(house))
    expect(await verdictOn(house)).toBe('unknown-symbol')
    expect(house.wire.requests).toContain('GET /fapi/v1/exchangeInfo')
    expect(await entriesOf(house)).toEqual([])
  })
})

test('an entry that the exchange ended rather than match it with our own order is over at once', async () => {
  const faults = createFaults([
    { match: { path: '/fapi/v1/order' }, fault: { kind: 'fill', share: '0', as: 'EXPIRED_IN_MATCH' } },
  ])
  const house = await openHouse(dynamo, { known: [btcRules], faults })
  const before = house.clock.now()
  await house.signal(buy(house))
  expect(await verdictOn(house)).toBe('no-fill')
  expect(house.clock.now() - before).toBeLessThan(second)
})
