import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Position } from '#domain/position.ts'
import { dynamoReadings } from '#paper/rules/dynamo-readings.ts'
import { bookOfReading } from '#paper/rules/reading.ts'
import { readBooks } from '../../../../infra/local/live/books.ts'
import { FolderInUse } from '../../../../infra/local/live/folder-lock.ts'
import { OtherSettings } from '../../../../infra/local/live/made-with.ts'
import type { LiveRun } from '../../../../infra/local/live/run-live.ts'
import { openMarket } from '../../../../infra/local/market/market.ts'
import { aSignal, at, lasting, sample } from '../../../whole/market.ts'
import { openTold } from './open-told.ts'
import { folder, inState, runOver, type ServedPrices, servePrices, until } from './served.ts'

let served: ServedPrices
let live: LiveRun | undefined
let receiver: Awaited<ReturnType<typeof openTold>>
const told: string[] = []
const tell = (line: string) => told.push(line)

beforeAll(async () => {
  served = await servePrices(at('01:00:00'))
  receiver = await openTold()
  live = await runOver(served, tell, { notify: receiver.url })
  goOn = running().clock.hold()
})
afterAll(async () => {
  await live?.end()
  await served.server.close()
  receiver.close()
})

const running = () => {
  if (!live) throw new Error('no run is under way')
  return live.stack
}
let goOn = () => {}
/** Market time passes only within this; between two calls it stands still. */
async function passing<T>(work: () => Promise<T>): Promise<T> {
  goOn()
  try {
    return await work()
  } finally {
    goOn = running().clock.hold()
  }
}
const ofSymbol = (positions: readonly Position[], symbol: string) =>
  positions.find(position => position.symbol === symbol)

/** Folders stand where the state's files and the next ones belong. */
function keepFromSaving(): void {
  for (let number = 1; number < 9; number += 1) {
    const file = join(folder, 'state', `state-00000${number}.jsonl`)
    rmSync(file, { force: true })
    mkdirSync(file)
  }
}

let short: Position
let long: Position
/** When the first run ended. */
let endedAt: number

test('a signal opens a protected position at the prices of Binance’s public endpoints', async () => {
  const stack = running()
  await stack.sendSignal(lasting(stack.clock.now(), 'ETHUSDT'))
  short = await passing(() => until(stack, inState('open')))
  await stack.sendSignal(aSignal(stack.clock.now(), { symbol: 'XRPUSDT', action: 'BUY' }))
  long = await passing(() =>
    until(stack, positions => {
      const found = ofSymbol(positions, 'XRPUSDT')
      return found?.state === 'open' ? found : undefined
    }),
  )
  expect([short.side, long.side]).toEqual(['short', 'long'])
})

test('a channel is notified of it', async () => {
  const stack = running()
  expect(told).toContainEqual(
    expect.stringContaining(`Notifications go to ${receiver.url}, signed with\n  whsec_`),
  )
  await passing(() => stack.told(60_000))
  expect(receiver.heard).toEqual([
    expect.objectContaining({ kind: 'opened', positionId: short.id, isProtected: true }),
    expect.objectContaining({ kind: 'opened', positionId: long.id, isProtected: true }),
  ])
})

test('its rules are those of Binance’s public exchangeInfo, read once for all functions', async () => {
  const { documents, table } = running()
  const [reading, ...more] = await dynamoReadings(documents, table).read()
  if (!reading) throw new Error('Expected a reading of the rules, got none')
  expect(more).toEqual([])
  const book = bookOfReading(reading)
  expect(book.listed).toEqual(openMarket({ klines: [sample] }).symbols)
  expect(book.originsOf('ETHUSDT')).toMatchObject({
    ...{ rules: { source: 'public' }, brackets: { source: 'snapshot' } },
  })
})

test('a second process gets an error for a folder in use', async () => {
  const second = runOver(served, tell, { file: join(folder, 'second.json') })
  await expect(second).rejects.toThrow(FolderInUse)
  await expect(second).rejects.toThrow(/--state FOLDER/)
})

test.each([
  [
    'another venue',
    { QT_PAPER_TRADING: 'false', STAGING_MODE: 'true' },
    {},
    /choose the demo venue; expected paper/,
  ],
  [
    'a rule without symbols',
    {},
    { rule: { period: 14, low: 30, high: 70 } },
    /QT_SYMBOLS: expected the symbols that --rule makes signals for/,
  ],
])('%s is an error before anything starts', async (_, environment, more, said) => {
  const elsewhere = { folder: join(folder, 'refused'), file: join(folder, 'refused.json') }
  await expect(runOver(served, tell, { ...elsewhere, ...more, environment })).rejects.toThrow(said)
  expect(existsSync(elsewhere.folder)).toBe(false)
})

test('a run does not continue a state made with other settings', async () => {
  expect(await live?.end()).toBe(true)
  live = undefined
  endedAt = served.wall.now()
  const other = runOver(served, tell, { environment: { QT_DEFAULT_LEVERAGE: '10' } })
  await expect(other).rejects.toThrow(OtherSettings)
  await expect(other).rejects.toThrow(/QT_DEFAULT_LEVERAGE was 30, and is now 10\n/)
})

test('a restarted run catches up with what it missed', async () => {
  served.wall.sleep(at('02:09:00') - served.wall.now())
  const startedAt = served.wall.now()
  live = await runOver(served, tell)
  goOn = () => {}
  const closed = await passing(() =>
    until(running(), positions => {
      const found = ofSymbol(positions, 'XRPUSDT')
      return found?.state === 'closed' ? found : undefined
    }),
  )
  expect(closed.id).toBe(long.id)
  expect(closed.result?.reason).toBe('stop-hit')
  // Its stop filled when the market came there, not when the run started again.
  expect(closed.closedAt).toBeGreaterThan(endedAt)
  expect(closed.closedAt).toBeLessThan(startedAt)
  // Its watch looks at once, whatever second its schedule has.
  const [first] = running().executions()
  expect((first?.startedAt ?? 0) - startedAt).toBeLessThan(1_000)
  expect(told).toContainEqual(expect.stringMatching(/^Open positions continue: ETHUSDT\b/))
  expect(told.filter(line => line.startsWith('A save was lost'))).toEqual([])
})

test('a position continues, and its stop follows the market of the meantime', async () => {
  const raised = await passing(() =>
    until(running(), positions => {
      const found = ofSymbol(positions, 'ETHUSDT')
      return found && found.tier > 0 ? found : undefined
    }),
  )
  expect(raised).toMatchObject({ id: short.id, openedAt: short.openedAt, entryPrice: short.entryPrice })
  expect(Number(raised.protection.level)).toBeLessThan(Number(short.protection.level))
  expect(readdirSync(join(folder, 'state')).sort()).toEqual([
    'lock',
    'state-000001.jsonl',
    'state-000002.jsonl',
  ])
})

test('qt shows the same as the stack, with prices from the same source', async () => {
  const { openConnection } = await import('../../../../infra/operator/connect/connection.ts')
  const connection = await openConnection({ env: 'paper', local: join(folder, 'local.json') }, () => {})
  const { open } = await (await connection.exchange()).positions()
  expect(open.map(({ symbol, side }) => [symbol, side])).toEqual([['ETHUSDT', 'short']])
})

test('the promises are judged by the venue’s books for the time of the run', async () => {
  const verdict = await live?.verdict()
  expect(verdict?.breaches).toEqual({
    ...{ 'never-naked': [], once: [], clean: [], 'no-flip': [], 'never-looser': [] },
    ...{ accounted: [], heard: [], watched: [] },
  })
  expect(verdict?.positions.map(({ symbol, state }) => [symbol, state])).toEqual([
    ['ETHUSDT', 'open'],
    ['XRPUSDT', 'closed'],
  ])
  expect(verdict?.decisions.made).toBeGreaterThan(10)
})

test('a night in which this machine sleeps is not a missed look', async () => {
  const { clock } = running()
  served.wall.sleep(20 * 60_000)
  await passing(() => clock.sleep(30_000))
  const verdict = await live?.verdict()
  expect(verdict?.sleptMs).toBeGreaterThan(19 * 60_000)
  expect(verdict?.breaches.watched).toEqual([])
})

test('books without events in the period are read unchanged', async () => {
  const { clock } = running()
  const ledgers = await readBooks(running(), [], clock.now() + 3_600_000)
  expect(ledgers.map(({ symbol, until }) => [symbol, until <= clock.now()])).toEqual([
    ['ETHUSDT', true],
    ['XRPUSDT', true],
  ])
  expect(ledgers.flatMap(({ trades }) => trades)).toEqual([])
})

test('a run whose last changes are not saved says so, and ends with failure although its promises held', async () => {
  const { documents, table } = running()
  keepFromSaving()
  await documents.send(new PutCommand({ TableName: table, Item: { pk: 'A', sk: 'CHANGE' } }))
  const failed = expect.stringMatching(/^The state could not be saved: /)
  await vi.waitFor(() => expect(told).toContainEqual(failed), { timeout: 60_000 })
  expect(await live?.end()).toBe(false)
  live = undefined
  expect(told.at(-1)).toMatch(/^The last changes are not saved: /)
})

test('the run says that positions open at the end will continue', () => {
  const text = stripVTControlCharacters(told.find(line => line.includes('of it asleep')) ?? '')
  expect(text).toMatch(
    /\nRan {24}\d+ min, \d+ min of it asleep\nPositions {18}1 closed, net -?\d+\.\d\d USDT; 1 open/,
  )
  expect(text).toMatch(
    /\nPromises, by the venue’s books, while it ran\n {2}pass never-naked {3}every open position has a stop/,
  )
})
