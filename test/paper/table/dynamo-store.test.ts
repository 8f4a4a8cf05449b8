import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { type BatchWriteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { beforeEach, describe, expect, test } from 'vitest'
import { dynamoVenueStore } from '#paper/dynamo-store.ts'
import type { AccountRecord, LedgerEntry, SymbolRecord, TradeRecord } from '#paper/records.ts'
import { dynamoForTests } from '../../table/local-table.ts'
import { START, virtualClock } from '../builder.ts'

const dynamo = dynamoForTests()
let documents: DynamoDBDocumentClient
let table: string
const clock = virtualClock()
beforeEach(async () => {
  ;({ documents, table } = await dynamo.createTable())
})

const openStore = () => dynamoVenueStore({ documents, table, clock })
const account: AccountRecord = {
  v: 1,
  startingBalance: '10000',
  dualSidePosition: false,
  multiAssetsMargin: false,
  updateTime: START,
}
const record = (symbol: string, cursor = START) => ({ v: 1, symbol, cursor }) as SymbolRecord
const trade = (id: number, time = START + id): LedgerEntry => ({
  kind: 'trade',
  id,
  time,
  body: { id, time, symbol: 'ETHUSDT', price: '2000.10' } as TradeRecord,
})

describe('records', () => {
  test('that were never saved do not exist', async () => {
    expect(await openStore().account()).toBeUndefined()
    expect(await openStore().symbols()).toEqual(new Map())
    expect(await openStore().symbols(['ETHUSDT'])).toEqual(new Map())
  })

  test('are read as they were saved, with the next version', async () => {
    expect(await openStore().saveAccount(account, 0)).toBe(true)
    expect(await openStore().account()).toEqual({ value: account, version: 1 })
    expect(await openStore().saveAccount({ ...account, startingBalance: '5' }, 1)).toBe(true)
    expect(await openStore().account()).toEqual({ value: { ...account, startingBalance: '5' }, version: 2 })
  })

  test('of symbols are read by name or all together, without account and archive', async () => {
    const store = openStore()
    await store.saveAccount(account, 0)
    await store.archive('ETHUSDT', [trade(1)])
    for (const symbol of ['ETHUSDT', 'SOLUSDT', '1000PEPEUSDT'])
      await store.saveSymbol(symbol, record(symbol), 0)
    expect([...(await store.symbols()).keys()].toSorted()).toEqual(['1000PEPEUSDT', 'ETHUSDT', 'SOLUSDT'])
    expect(await store.symbols(['SOLUSDT', 'BTCUSDT'])).toEqual(
      new Map([['SOLUSDT', { value: record('SOLUSDT'), version: 1 }]]),
    )
  })

  test('that fill more than a page are all read', async () => {
    const store = openStore()
    const large = (symbol: string) => ({ ...record(symbol), filler: 'x'.repeat(90_000) }) as SymbolRecord
    const names = Array.from({ length: 15 }, (_, index) => `COIN${index}USDT`)
    for (const name of names) await store.saveSymbol(name, large(name), 0)
    expect([...(await store.symbols()).keys()].toSorted()).toEqual(names.toSorted())
  })
})

describe('races', () => {
  test('a save that finds another version stored is refused and changes nothing', async () => {
    const store = openStore()
    await store.saveSymbol('ETHUSDT', record('ETHUSDT', 1), 0)
    expect(await store.saveSymbol('ETHUSDT', record('ETHUSDT', 2), 0)).toBe(false)
    expect(await store.saveSymbol('ETHUSDT', record('ETHUSDT', 2), 5)).toBe(false)
    expect((await store.symbols()).get('ETHUSDT')).toEqual({ value: record('ETHUSDT', 1), version: 1 })
  })

  test.for([0, 1])(
    'of ten writers who loaded version %i one wins, even if all write the same',
    async loaded => {
      if (loaded === 1) await openStore().saveSymbol('ETHUSDT', record('ETHUSDT'), 0)
      const saves = Array.from({ length: 10 }, () =>
        openStore().saveSymbol('ETHUSDT', record('ETHUSDT', 7), loaded),
      )
      expect((await Promise.all(saves)).filter(saved => saved)).toHaveLength(1)
      expect((await openStore().symbols()).get('ETHUSDT')?.version).toBe(loaded + 1)
    },
  )

  test('counting up by load and save loses no count', async () => {
    await openStore().saveSymbol('ETHUSDT', record('ETHUSDT', 0), 0)
    const countUp = async (): Promise<void> => {
      const store = openStore()
      const loaded = (await store.symbols(['ETHUSDT'])).get('ETHUSDT')
      if (!loaded) throw new Error('the record is gone')
      const next = record('ETHUSDT', loaded.value.cursor + 1)
      if (!(await store.saveSymbol('ETHUSDT', next, loaded.version))) return countUp()
    }
    await Promise.all(Array.from({ length: 8 }, countUp))
    expect((await openStore().symbols()).get('ETHUSDT')?.value.cursor).toBe(8)
  })

  test('a put that landed but whose answer was lost counts as saved when the SDK repeats it', async () => {
    documents.middlewareStack.add(
      next => async args => {
        const landed = await next(args)
        return args.input instanceof Object && 'ConditionExpression' in args.input ? next(args) : landed
      },
      { step: 'finalizeRequest', priority: 'low' },
    )
    expect(await openStore().saveSymbol('ETHUSDT', record('ETHUSDT'), 0)).toBe(true)
    expect((await openStore().symbols()).get('ETHUSDT')?.version).toBe(1)
  })

  test('other failures are passed on', async () => {
    const store = dynamoVenueStore({ documents, table: 'missing-table', clock })
    await expect(store.saveAccount(account, 0)).rejects.toThrow(/not found|non-existent/i)
  })
})

describe('the archive', () => {
  const ids = (entries: readonly { id: number }[]) => entries.map(entry => entry.id)

  test('returns the entries of a kind between two times, by time, then id', async () => {
    const store = openStore()
    const other: LedgerEntry = { kind: 'income', id: 1, time: START + 2, body: { tranId: 1 } as never }
    await store.archive('ETHUSDT', [trade(11, START + 2), trade(3), trade(9, START + 2), trade(1), other])
    await store.archive('SOLUSDT', [trade(77, START + 2)])
    expect(ids(await store.archived('ETHUSDT', 'trade', START, START + 10))).toEqual([1, 9, 11, 3])
    expect(ids(await store.archived('ETHUSDT', 'trade', START + 2, START + 2))).toEqual([9, 11])
    expect(await store.archived('ETHUSDT', 'income', 0, Number.POSITIVE_INFINITY)).toEqual([other])
    expect(await store.archived('ETHUSDT', 'algoOrder', START, START + 10)).toEqual([])
  })

  test('holds an entry once, however often it is written', async () => {
    const store = openStore()
    await store.archive('ETHUSDT', [trade(1), trade(1)])
    await store.archive('ETHUSDT', [trade(1)])
    expect(await store.archived('ETHUSDT', 'trade', START, START + 10)).toEqual([trade(1)])
  })

  test('takes more than a batch', async () => {
    const entries = Array.from({ length: 60 }, (_, index) => trade(index))
    await openStore().archive('ETHUSDT', entries)
    expect(await openStore().archived('ETHUSDT', 'trade', START, START + 60)).toEqual(entries)
  })

  test('expires after 30 days, and an expired entry is left out even while it still exists', async () => {
    await openStore().archive('ETHUSDT', [trade(1)])
    const days = (count: number) => virtualClock(START + count * 86_400_000)
    const told = (count: number) =>
      dynamoVenueStore({ documents, table, clock: days(count) }).archived('ETHUSDT', 'trade', 0, START + 10)
    expect([(await told(29)).length, (await told(31)).length]).toEqual([1, 0])
    const { Items } = await documents.send(new ScanCommand({ TableName: table }))
    expect(Items?.[0]).toMatchObject({ expiresAt: START / 1000 + 30 * 86_400 })
  })

  test('writes again what DynamoDB left undone, and reports if it never gets done', async () => {
    let throttled = 3
    documents.middlewareStack.add(
      (next, context) => async args => {
        const input = args.input as BatchWriteCommand['input']
        const requests = input.RequestItems?.[table]
        if (context.commandName !== 'BatchWriteItemCommand' || !requests || throttled-- <= 0)
          return next(args)
        const done = await next({ ...args, input: { RequestItems: { [table]: requests.slice(0, 1) } } })
        return { ...done, output: { ...done.output, UnprocessedItems: { [table]: requests.slice(1) } } }
      },
      { step: 'initialize', priority: 'low' },
    )
    const entries = Array.from({ length: 10 }, (_, index) => trade(index))
    await openStore().archive('ETHUSDT', entries)
    expect(await openStore().archived('ETHUSDT', 'trade', START, START + 60)).toEqual(entries)
    throttled = 100
    const hopeless = openStore().archive(
      'ETHUSDT',
      Array.from({ length: 20 }, (_, index) => trade(index + 100)),
    )
    await expect(hopeless).rejects.toThrow(/left 12 of 20 writes .* undone 8 times: raise its capacity/)
  })
})
