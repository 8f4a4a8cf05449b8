import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { beforeEach, expect, test } from 'vitest'
import type { SymbolRules } from '#domain/rules.ts'
import { systemClock } from '#ports/clock.ts'
import type { SignalSeen, State } from '#ports/state.ts'
import { createState } from '#table/state.ts'
import { ethRules } from '../domain/market.ts'
import { dynamoForTests } from './local-table.ts'

const dynamo = dynamoForTests()
let documents: DynamoDBDocumentClient
let state: State
let tableName: string
let written: number
beforeEach(async () => {
  const table = await dynamo.createTable()
  documents = table.documents
  tableName = table.table
  state = createState({ ...table, clock: systemClock })
  written = 0
  documents.middlewareStack.add(
    (next, context) => args => {
      if (context.commandName === 'BatchWriteItemCommand')
        written += Object.values((args.input as { RequestItems: object }).RequestItems).flat().length
      return next(args)
    },
    { step: 'initialize', name: 'count written items' },
  )
})

const rulesOf = (symbol: string, change: Partial<SymbolRules> = {}) => ({ ...ethRules, symbol, ...change })
const manyRules = Array.from({ length: 60 }, (_, n) => rulesOf(`S${n}USDT`))
const signal = (change: Partial<SignalSeen> = {}): SignalSeen => ({
  id: 's1',
  action: 'BUY',
  at: 1000,
  ...change,
})

test('the latest signal of each action is kept, whatever else is newer', async () => {
  const said = [
    signal({ id: 'close', action: 'CLOSE', at: 2000 }),
    signal({ id: 'older', action: 'CLOSE', at: 1500 }),
    signal({ id: 'hold', action: 'HOLD', at: 3000 }),
    signal({ id: 'buy', at: 1000 }),
  ]
  for (const each of said) await state.symbols.seeSignal('S1USDT', each)
  expect((await state.symbols.signalsOf('S1USDT')).map(({ id }) => id).sort()).toEqual([
    'buy',
    'close',
    'hold',
  ])
  expect((await state.symbols.latestSignals(['S1USDT'])).get('S1USDT')?.id).toBe('hold')
})

test('rules are unknown until they were read', async () => {
  expect(await state.symbols.rulesReadAt()).toBeUndefined()
  expect(await state.symbols.rules('S1USDT')).toBeUndefined()
})

test('rules carry the time of the last reading', async () => {
  await state.symbols.saveRules(manyRules, 1000)
  await state.symbols.saveRules(manyRules, 2000)
  expect(await state.symbols.rules('S59USDT')).toEqual({ rules: rulesOf('S59USDT'), readAt: 2000 })
  expect(await state.symbols.rulesReadAt()).toBe(2000)
})

test('a reading writes only what differs from the last one', async () => {
  await state.symbols.saveRules(manyRules, 1000)
  expect(written).toBe(60)
  await state.symbols.saveRules(manyRules, 2000)
  expect(written).toBe(60)
  await state.symbols.saveRules([rulesOf('S0USDT', { tickSize: '0.1' }), ...manyRules.slice(1)], 3000)
  expect(written).toBe(61)
  expect((await state.symbols.rules('S0USDT'))?.rules.tickSize).toBe('0.1')
})

test('a symbol missing from a later reading is unknown until a reading has it again', async () => {
  await state.symbols.saveRules(manyRules, 1000)
  for (const readAt of [2000, 3000, 4000]) {
    await state.symbols.saveRules(manyRules.slice(1), readAt)
    expect(await state.symbols.knownRules('S0USDT')).toBeUndefined()
  }
  expect(await state.symbols.knownRules('S1USDT')).toEqual(rulesOf('S1USDT'))
  await state.symbols.saveRules(manyRules, 5000)
  expect(await state.symbols.knownRules('S0USDT')).toEqual(rulesOf('S0USDT'))
})

test('one of two functions reads the rules again, and no other within the minute', async () => {
  expect(await state.symbols.claimReading(500, 60_000), 'nothing was ever read').toBe(true)
  await state.symbols.saveRules(manyRules, 1000)
  const claims = await Promise.all([1, 2].map(() => state.symbols.claimReading(2000, 60_000)))
  expect(claims.toSorted()).toEqual([false, true])
  await state.symbols.saveRules(manyRules, 2500)
  expect(await state.symbols.lastReading()).toEqual({ readAt: 2500, askedAt: 2000 })
  expect(await state.symbols.claimReading(61_999, 60_000)).toBe(false)
  expect(await state.symbols.claimReading(62_000, 60_000)).toBe(true)
})

test('a late older reading is dropped', async () => {
  await state.symbols.saveRules([rulesOf('S0USDT', { tickSize: '0.1' })], 2000)
  await state.symbols.saveRules([rulesOf('S0USDT', { tickSize: '0.5' })], 1000)
  expect(await state.symbols.rules('S0USDT')).toEqual({
    rules: rulesOf('S0USDT', { tickSize: '0.1' }),
    readAt: 2000,
  })
})

test('two concurrent readings leave rules that fit their digest', async () => {
  const readings = ['0.1', '0.5'].map(tickSize => [rulesOf('S0USDT', { tickSize })])
  await Promise.all(readings.map(reading => state.symbols.saveRules(reading, 1000)))
  const stored = (await state.symbols.rules('S0USDT'))?.rules
  const again = readings.find(([read]) => read?.tickSize === stored?.tickSize) ?? []
  expect(again).toEqual([stored])
  written = 0
  await state.symbols.saveRules(again, 2000)
  expect(written).toBe(0)
})

test('brackets are kept beside the rules with their own time', async () => {
  const brackets = [
    {
      initialLeverage: 125,
      notionalCap: '50000',
      maintenanceMarginRatio: '0.004',
      cumulative: '0',
    },
  ]
  expect(await state.symbols.brackets('ETHUSDT')).toBeUndefined()
  await state.symbols.saveBrackets('ETHUSDT', brackets, 1000)
  expect(await state.symbols.brackets('ETHUSDT')).toEqual({ brackets, readAt: 1000 })
})

test('the latest signal by its own timestamp is kept, whatever the order of arrival', async () => {
  await state.symbols.seeSignal('ETHUSDT', signal({ id: 's2', at: 2000, action: 'SELL' }))
  await state.symbols.seeSignal('ETHUSDT', signal({ id: 's1', at: 1000 }))
  await state.symbols.seeSignal('SOLUSDT', signal({ id: 's3', at: 500, action: 'HOLD' }))
  const latest = await state.symbols.latestSignals(['ETHUSDT', 'SOLUSDT', 'BTCUSDT', 'ETHUSDT'])
  expect([...latest].toSorted()).toEqual([
    ['ETHUSDT', signal({ id: 's2', at: 2000, action: 'SELL' })],
    ['SOLUSDT', signal({ id: 's3', at: 500, action: 'HOLD' })],
  ])
})

test('the same one of two signals with one timestamp is kept, in either order', async () => {
  const [a, b] = [signal({ id: 'a' }), signal({ id: 'b', action: 'SELL' })]
  for (const each of [a, b]) await state.symbols.seeSignal('ETHUSDT', each)
  for (const each of [b, a]) await state.symbols.seeSignal('SOLUSDT', each)
  const latest = await state.symbols.latestSignals(['ETHUSDT', 'SOLUSDT'])
  expect(latest.get('ETHUSDT')).toEqual(latest.get('SOLUSDT'))
})

test('every item carries the version of its layout', async () => {
  await state.account.open('paper', false)
  await state.symbols.saveRules(manyRules, 1000)
  await state.symbols.seeSignal('ETHUSDT', signal())
  await state.watch.claim(1, 'run')
  const { Items = [] } = await documents.send(new ScanCommand({ TableName: tableName }))
  expect(Items.length).toBeGreaterThan(manyRules.length)
  expect(Items.filter(item => item.v !== 1)).toEqual([])
})
