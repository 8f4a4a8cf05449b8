import { beforeEach, expect, test } from 'vitest'
import { createBinanceExchange } from '#binance/binance.ts'
import { withSharedRest } from '#lambda/shared-rest.ts'
import { createFaults } from '#paper/faults/faults.ts'
import { createState } from '#table/state.ts'
import { recordingTelemetry } from '../in-process/recording-telemetry.ts'
import { bench } from '../paper/builder.ts'
import { dynamoForTests } from '../table/local-table.ts'

const dynamo = dynamoForTests()
const faults = createFaults()
let of: ReturnType<typeof bench>
let stored: Awaited<ReturnType<typeof dynamo.createTable>>
let calls: string[]

beforeEach(async () => {
  faults.clear()
  of = bench({ faults })
  stored = await dynamo.createTable()
  calls = []
})

/** One process of a function, with its own memory and the common table. */
function aProcess() {
  const { clock, settings, venue } = of
  const { apiKey, secret } = settings
  const exchange = createBinanceExchange({
    apiKey,
    secret,
    venue: 'paper',
    clock,
    fetch: (...asked) => venue.fetch(...asked),
  })
  const documents = Object.create(stored.documents, {
    send: {
      value: (command: Parameters<typeof stored.documents.send>[0]) => {
        calls.push(command.constructor.name)
        return stored.documents.send(command)
      },
    },
  }) as typeof stored.documents
  const told = recordingTelemetry()
  const context = {
    exchange,
    clock,
    telemetry: told.telemetry,
    state: createState({ ...stored, documents, clock }),
  }
  return { exchange, told, run: <T>(work: () => Promise<T>) => withSharedRest(context, work) }
}

const spendAll = () => faults.add({ times: 1, fault: { kind: 'spent', weight: 2_400, refused: 0 } })

test('a wait of one process holds for all, before their first request', async () => {
  const [one, other] = [aProcess(), aProcess()]
  of.clock.advance(20_000)
  spendAll()
  await expect(one.run(() => one.exchange.openOrders('BTCUSDT'))).rejects.toMatchObject({
    rest: { kind: 'limited' },
  })
  const until = of.clock.now() + 40_000
  let asked = 0
  faults.clear()
  await other.run(async () => {
    expect(other.exchange.rest()).toEqual({ kind: 'limited', until })
    await expect(other.exchange.openOrders('BTCUSDT')).rejects.toThrow('not sent')
    asked = other.exchange.drainUsage().weight
  })
  expect(asked).toBe(0)
  of.clock.advance(40_000)
  expect(await other.run(() => other.exchange.openOrders('BTCUSDT'))).toEqual([])
})

test('an invocation reads the table once, and writes only news', async () => {
  const one = aProcess()
  await one.run(async () => undefined)
  expect(calls).toEqual(['GetCommand'])
  spendAll()
  await one.run(() => one.exchange.openOrders('BTCUSDT').catch(() => undefined))
  expect(calls).toEqual(['GetCommand', 'GetCommand', 'UpdateCommand'])
  await one.run(async () => undefined)
  await aProcess().run(async () => undefined)
  expect(calls.filter(call => call === 'UpdateCommand')).toHaveLength(1)
})

test('an unreachable table is reported, and stops no function', async () => {
  stored = { ...stored, table: 'gone' }
  const one = aProcess()
  spendAll()
  expect(await one.run(async () => 'done')).toBe('done')
  await one.run(() => one.exchange.openOrders('BTCUSDT').catch(() => undefined))
  expect(one.told.lines.map(({ event }) => event)).toEqual(['rest-unread', 'rest-unread', 'rest-untold'])
})
