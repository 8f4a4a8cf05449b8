import { expect, test } from 'vitest'
import type { State } from '#state/port.ts'
import { btcRules } from '../domain/market.ts'
import { memoryForTests } from '../storm/memory-table.ts'
import { type House, openHouse } from './house.ts'
import { expectPromises } from './judge.ts'
import { aLife, type Life } from './life.ts'
import { buy, positionOf, verdictOn } from './signals.ts'

const dynamo = memoryForTests()

const ready = () => openHouse(dynamo, { known: [btcRules] })

async function expectNothingSent(house: House, verdict: string): Promise<void> {
  expect(await verdictOn(house)).toBe(verdict)
  expect(house.wire.requests).not.toContain('POST /fapi/v1/order')
  expect((await house.state.account.read()).item.slots).toEqual({})
  expect(await expectPromises(house)).toEqual([])
}

test('nothing is entered on a symbol whose margin mode the exchange will not change', async () => {
  const house = await ready()
  house.wire.refuse('POST /fapi/v1/marginType', -4047)
  await house.signal(buy(house))
  await expectNothingSent(house, 'refused')
})

test('an entry goes by the leverage that the exchange says it set, not by the one that was asked for', async () => {
  const house = await ready()
  const fifteen = { symbol: 'BTCUSDT', leverage: 15, maxNotionalValue: '1000000' }
  await house.send('POST', '/v1/leverage', { symbol: 'BTCUSDT', leverage: 15 })
  house.wire.misanswer('POST /fapi/v1/leverage', () => Response.json(fifteen))
  await house.signal(buy(house))
  // 2 % of margin at 15x is 80.004 in price, from 60003.
  expect(await positionOf(house)).toMatchObject({
    requestedLeverage: 30,
    leverage: 15,
    protection: { level: '59923' },
  })
  await expectPromises(house)
})

/** A process to which something happens right before one of its calls. */
function delayed(name: string, path: readonly string[], happens: (given: readonly unknown[]) => void): Life {
  const life = aLife()
  const before = (port: object, [key = '', ...rest]: readonly string[]): object => {
    const inner = port[key as keyof typeof port] as object | ((...given: unknown[]) => unknown)
    const seen =
      typeof inner === 'function'
        ? (...given: unknown[]) => {
            happens(given)
            return inner(...given)
          }
        : before(inner, rest)
    return { ...port, [key]: seen }
  }
  return {
    ...life,
    through: (of, port) => life.through(of, of === name ? (before(port, path) as typeof port) : port),
  }
}

test('a signal that goes stale while the watch is started is not entered', async () => {
  const house = await ready()
  await house.gate(buy(house))
  const slow = delayed('watch', ['startWatch'], () => house.clock.advance(61_000))
  await house.take(house.trades.waiting[0] ?? '', slow)
  await expectNothingSent(house, 'stale')
})

test('an entry whose time the table took too long to write is not sent: its fence counts from there', async () => {
  const house = await ready()
  await house.gate(buy(house))
  type Write = Parameters<State['positions']['write']>
  const slow = delayed('state', ['positions', 'write'], given => {
    if ((given as Write)[0].entry.sentAt !== undefined) house.clock.advance(1_001)
  })
  await house.take(house.trades.waiting[0] ?? '', slow)
  await expectNothingSent(house, 'no-fill')
})

test('brackets are read again once they are an hour old', async () => {
  const house = await ready()
  const enter = async (id: string) => {
    house.tick('60000')
    await house.signal(buy(house, { id }))
    await house.signal(buy(house, { id: `close-${id}`, action: 'CLOSE' }))
    await house.nextTick()
    expect((await positionOf(house, id)).state).toBe('closed')
  }
  const readings = () => house.wire.requests.filter(each => each === 'GET /fapi/v1/leverageBracket').length
  await enter('first')
  house.clock.advance(1_900_000)
  await enter('later')
  expect(readings()).toBe(1)
  house.clock.advance(1_900_000)
  await enter('latest')
  expect(readings()).toBe(2)
})
