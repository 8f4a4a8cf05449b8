import { expect, test } from 'vitest'
import type { State } from '#ports/state.ts'
import { btcRules } from '../domain/market.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { expectPromises } from './audit.ts'
import { aLife, type Life } from './life.ts'
import { buy, positionOf, verdictOn } from './signals.ts'
import { openSystem, type System } from './system.ts'

const dynamo = memoryForTests()

const ready = () => openSystem(dynamo, { known: [btcRules] })

async function expectNothingSent(system: System, verdict: string): Promise<void> {
  expect(await verdictOn(system)).toBe(verdict)
  expect(system.wire.requests).not.toContain('POST /fapi/v1/order')
  expect((await system.state.account.read()).item.slots).toEqual({})
  expect(await expectPromises(system)).toEqual([])
}

test('no entry is sent when the exchange rejects the margin mode', async () => {
  const system = await ready()
  system.wire.refuse('POST /fapi/v1/marginType', -4047)
  await system.signal(buy(system))
  await expectNothingSent(system, 'refused')
})

test('an entry uses the leverage that the exchange confirms, not the one requested', async () => {
  const system = await ready()
  const fifteen = { symbol: 'BTCUSDT', leverage: 15, maxNotionalValue: '1000000' }
  await system.send('POST', '/v1/leverage', { symbol: 'BTCUSDT', leverage: 15 })
  system.wire.misanswer('POST /fapi/v1/leverage', () => Response.json(fifteen))
  await system.signal(buy(system))
  // 2 % of margin at 15x is 80.004 in price, from 60003.
  expect(await positionOf(system)).toMatchObject({
    requestedLeverage: 30,
    leverage: 15,
    protection: { level: '59923' },
  })
  await expectPromises(system)
})

/** A process with an event right before one of its calls. */
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

test('a signal that goes stale while the watch starts opens nothing', async () => {
  const system = await ready()
  await system.gate(buy(system))
  const slow = delayed('watch', ['startWatch'], () => system.clock.advance(61_000))
  await system.take(system.trades.waiting[0] ?? '', slow)
  await expectNothingSent(system, 'stale')
})

test('an entry is not sent if writing its time to the table took longer than its fence', async () => {
  const system = await ready()
  await system.gate(buy(system))
  type Write = Parameters<State['positions']['write']>
  const slow = delayed('state', ['positions', 'write'], given => {
    if ((given as Write)[0].entry.sentAt !== undefined) system.clock.advance(1_001)
  })
  await system.take(system.trades.waiting[0] ?? '', slow)
  await expectNothingSent(system, 'no-fill')
})

test('brackets are read again once they are an hour old', async () => {
  const system = await ready()
  const enter = async (id: string) => {
    system.tick('60000')
    await system.signal(buy(system, { id }))
    await system.signal(buy(system, { id: `close-${id}`, action: 'CLOSE' }))
    await system.nextTick()
    expect((await positionOf(system, id)).state).toBe('closed')
  }
  const readings = () => system.wire.requests.filter(each => each === 'GET /fapi/v1/leverageBracket').length
  await enter('first')
  system.clock.advance(1_900_000)
  await enter('later')
  expect(readings()).toBe(1)
  system.clock.advance(1_900_000)
  await enter('latest')
  expect(readings()).toBe(2)
})
