import { type DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { beforeEach, describe, expect, test } from 'vitest'
import { dynamoVenueStore } from '#paper/dynamo-store.ts'
import type { VenueStore } from '#paper/ports.ts'
import type { LedgerEntry } from '#paper/records.ts'
import { dynamoForTests } from '../../table/local-table.ts'
import { bench, START, virtualClock } from '../builder.ts'
import { SYMBOL } from '../trader.ts'
import { longId } from './long-id.ts'
import { anotherProcess, limit, stop } from './processes.ts'

const dynamo = dynamoForTests()
let documents: DynamoDBDocumentClient
let table: string
beforeEach(async () => {
  ;({ documents, table } = await dynamo.createTable())
})

const openStore = (): VenueStore => dynamoVenueStore({ documents, table, clock: virtualClock() })
const largestItem = async (): Promise<number> => {
  const { Items = [] } = await documents.send(new ScanCommand({ TableName: table }))
  return Math.max(...Items.map(item => (item.record ?? item.entry).length))
}

describe('sizes', () => {
  test('a symbol with as many orders as Binance allows stays below 100 kB, and is cancelled at once', async () => {
    const settings = { startingBalance: '100000000', orderLimit10s: 1000, orderLimit1m: 1000 }
    const of = bench({ settings })
    await of.send('POST', '/v1/order', { ...SYMBOL, side: 'BUY', type: 'MARKET', quantity: '1' })
    for (let index = 0; index < 200; index++) {
      const price = (50_000 + index * 13.7).toFixed(1)
      const id = longId(index)
      const order = await of.send('POST', '/v1/order', limit('BUY', price, { newClientOrderId: id }))
      const algo = await of.send('POST', '/v1/algoOrder', stop(price, { clientAlgoId: id }))
      expect([order.status, algo.status]).toEqual([200, 200])
    }
    const full = (await of.store.symbols(['BTCUSDT'])).get('BTCUSDT')?.value
    if (full === undefined) throw new Error('Expected the symbol to have been touched')
    await openStore().saveSymbol('BTCUSDT', full, 0)
    expect(await largestItem()).toBeLessThan(50_000)

    const { send } = anotherProcess(of, openStore())
    const refused = [
      await send('POST', '/v1/order', limit('BUY', '50001')),
      await send('POST', '/v1/algoOrder', stop('50001')),
    ]
    expect(refused.map(answer => (answer.body as { readonly code: number }).code)).toEqual([-2025, -4045])
    await send('DELETE', '/v1/allOpenOrders', SYMBOL)
    await send('DELETE', '/v1/algoOpenOrders', SYMBOL)
    expect(await largestItem()).toBeLessThan(100_000)
    expect((await send('GET', '/v1/allOrders', { ...SYMBOL, limit: 1000 })).body).toHaveLength(201)
    expect((await send('GET', '/v1/allAlgoOrders', { ...SYMBOL, limit: 1000 })).body).toHaveLength(200)
  })

  test('a record written by the previous release is read', async () => {
    const of = bench()
    await of.send('POST', '/v1/order', { ...SYMBOL, side: 'BUY', type: 'MARKET', quantity: '0.01' })
    const record = (await of.store.symbols(['BTCUSDT'])).get('BTCUSDT')
    const item = { pk: 'PAPER', sk: 'SYMBOL#BTCUSDT', v: 1, version: 7, writer: 'the one before' }
    await documents.send(
      new PutCommand({ TableName: table, Item: { ...item, record: JSON.stringify(record?.value) } }),
    )
    expect((await openStore().symbols()).get('BTCUSDT')).toEqual({ value: record?.value, version: 7 })
  })
})

describe('thirty days of history', () => {
  const days = 30
  const perDay = 120
  const trade = (index: number): LedgerEntry => {
    const time = START - days * 86_400_000 + Math.floor((index * 86_400_000) / perDay)
    const body = { id: index, orderId: index, symbol: 'BTCUSDT', side: 'BUY' as const, price: '60000' }
    const rest = { qty: '0.001', quoteQty: '60', realizedPnl: '0', commission: '0.03', maker: false }
    return { kind: 'trade', id: index, time, body: { ...body, ...rest, time, positionAfter: '0.001' } }
  }

  test('are read a page at a time: the newest by default, the oldest from a time or an id on', async () => {
    const of = bench({ store: openStore() })
    await openStore().archive(
      'BTCUSDT',
      Array.from({ length: days * perDay }, (_, index) => trade(index)),
    )
    let read = 0
    documents.middlewareStack.add(
      next => async args => {
        const answer = await next(args)
        const { Items } = answer.output as { Items?: unknown[] }
        read += Items?.length ?? 0
        return answer
      },
      { step: 'initialize' },
    )
    const ids = async (params: Record<string, number>) => {
      read = 0
      const { body } = await of.send('GET', '/v1/userTrades', { ...SYMBOL, ...params })
      return body.map((each: { id: number }) => each.id)
    }
    const all = days * perDay
    expect(await ids({ limit: 5 })).toEqual([5, 4, 3, 2, 1].map(back => all - back))
    expect(read).toBeLessThan(10)
    expect(await ids({ limit: 3, startTime: START - 29 * 86_400_000 })).toEqual([120, 121, 122])
    expect(read).toBeLessThan(10)
    expect(await ids({ limit: 2, fromId: all - 100 })).toEqual([all - 100, all - 99])
    expect(read).toBeLessThan(8 * perDay)
    expect(await ids({})).toHaveLength(500)
    expect(read).toBeLessThan(520)
  }, 30_000)
})
