import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { binanceFeed } from '#paper/feed/binance-feed.ts'
import { dynamoTapes } from '#paper/feed/dynamo-tapes.ts'
import type { PriceFeed, PriceStep } from '#paper/ports.ts'
import { openMarket } from '../../../infra/local/market/market.ts'
import { type MarketServer, serveMarket } from '../../../infra/local/market/market-server.ts'
import { dynamoForTests } from '../../table/local-table.ts'
import { type VirtualClock, virtualClock } from '../builder.ts'

const crash = Date.parse('2025-02-03T02:07:00Z')
const symbols = ['ETHUSDT', 'SOLUSDT', 'XRPUSDT', 'DOGEUSDT']
const market = openMarket({
  klines: [new URL('../../../infra/local/sample', import.meta.url).pathname],
  stepMs: 250,
})
let clock: VirtualClock
let server: MarketServer
const dynamo = dynamoForTests()
let documents: DynamoDBDocumentClient
let table: string
beforeAll(async () => {
  clock = virtualClock()
  server = await serveMarket(market, clock)
})
afterAll(() => server.close())
beforeEach(async () => {
  ;({ documents, table } = await dynamo.createTable())
  clock.advance(crash - clock.now())
})

interface Process extends PriceFeed {
  requests(): number
}

/** A separate process: only the table is shared. */
function openProcess(): Process {
  let count = 0
  const feed = binanceFeed({
    clock,
    baseUrl: server.url,
    timeoutMs: 20_000,
    tapes: dynamoTapes({ documents, table, clock }),
    fetch: (input, init) => {
      count += 1
      return fetch(input, init)
    },
  })
  return { ...feed, requests: () => count }
}

describe('a tape that processes share', () => {
  test('is read once, by the client that comes first, and gives all of them the same prices', async () => {
    const [survey, ...inspects] = Array.from({ length: 4 }, openProcess)
    const told = await survey?.steps('ETHUSDT', crash - 10_000, clock.now())
    clock.advance(800)
    for (const inspect of inspects) {
      expect(await inspect.steps('ETHUSDT', crash - 10_000, clock.now())).toEqual(told)
      expect(inspect.requests()).toBe(0)
    }
  })

  test('is continued by any of them from where another one stopped', async () => {
    const alone = binanceFeed({ clock, baseUrl: server.url, timeoutMs: 20_000 })
    const processes = Array.from({ length: 3 }, openProcess)
    const told: PriceStep[] = []
    const expected: PriceStep[] = []
    for (let tick = 0; tick < 12; tick++) {
      const from = clock.now()
      clock.advance(10_000)
      const process = processes[tick % 3]
      told.push(...((await process?.steps('ETHUSDT', from, clock.now())) ?? []))
      expected.push(...(await alone.steps('ETHUSDT', from, clock.now())))
    }
    expect(told).toEqual(expected)
    expect(await openProcess().steps('ETHUSDT', crash, clock.now())).toEqual(told)
  })

  test('has one end however many read on at once: all see the same', async () => {
    await openProcess().steps('ETHUSDT', crash - 10_000, clock.now())
    clock.advance(10_000)
    const processes = Array.from({ length: 6 }, openProcess)
    const seen = await Promise.all(processes.map(each => each.steps('ETHUSDT', crash, clock.now())))
    for (const steps of seen) expect(steps).toEqual(seen[0])
    const late = await openProcess().steps('ETHUSDT', crash, clock.now())
    expect(late).toEqual(seen[0])
  })

  test('has one beginning, however many begin it at once', async () => {
    const processes = Array.from({ length: 6 }, openProcess)
    const seen = await Promise.all(
      processes.map((each, index) => each.steps('ETHUSDT', crash - 5_000 - index, clock.now())),
    )
    clock.advance(10_000)
    const later = await Promise.all(processes.map(each => each.steps('ETHUSDT', crash, clock.now())))
    for (const steps of later) expect(steps).toEqual(later[0])
    expect(seen.flat().length).toBeGreaterThan(0)
  })

  test('of a long pause is kept in items that fit, and can be read from any place in it', async () => {
    const start = market.from + 60_000
    const told = await openProcess().steps('ETHUSDT', start, clock.now())
    const cursor = told[100]?.time ?? 0
    const other = openProcess()
    expect(await other.steps('ETHUSDT', cursor, clock.now())).toEqual(told.filter(step => step.time > cursor))
    expect(other.requests()).toBe(0)
  })

  test('starts afresh after a day without a look, although the old items are still there', async () => {
    const first = openProcess()
    await first.steps('ETHUSDT', crash - 10_000, clock.now())
    clock.advance(25 * 3_600_000)
    const from = clock.now() - 5_000
    const told = await openProcess().steps('ETHUSDT', from, clock.now())
    const other = openProcess()
    expect(await other.steps('ETHUSDT', from, clock.now())).toEqual(told)
    expect(other.requests()).toBe(0)
  })

  test('keeps symbols apart', async () => {
    const process = openProcess()
    const told = await Promise.all(symbols.map(name => process.steps(name, crash - 5_000, clock.now())))
    const other = openProcess()
    for (const [index, name] of symbols.entries())
      expect(await other.steps(name, crash - 5_000, clock.now())).toEqual(told[index])
  })
})
