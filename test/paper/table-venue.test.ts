import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { dynamoVenueStore } from '#paper/dynamo-store.ts'
import type { VenueStore } from '#paper/ports.ts'
import type { LedgerEntry } from '#paper/records.ts'
import { shippedRules } from '#paper/rules/shipped.ts'
import { createPaperVenue } from '#paper/venue.ts'
import { type LocalDynamo, startDynamo } from '../state/local-table.ts'
import { type Bench, bench, START, signed, virtualClock } from './builder.ts'

const SYMBOL = { symbol: 'BTCUSDT' }
let dynamo: LocalDynamo
let documents: DynamoDBDocumentClient
let table: string
beforeAll(async () => {
  dynamo = await startDynamo()
})
afterAll(() => dynamo.stop())
beforeEach(async () => {
  ;({ documents, table } = await dynamo.createTable())
})

const openStore = (): VenueStore => dynamoVenueStore({ documents, table, clock: virtualClock() })
const largestItem = async (): Promise<number> => {
  const { Items = [] } = await documents.send(new ScanCommand({ TableName: table }))
  return Math.max(...Items.map(item => (item.record ?? item.entry).length))
}

/** A process of its own on the same table and market. */
function anotherProcess(of: Bench, store = openStore()) {
  const { clock, feed, settings } = of
  const venue = createPaperVenue({ store, feed, clock, rules: shippedRules, settings })
  const send = async (method: string, path: string, params: Record<string, string | number | boolean>) => {
    const answer = await venue.fetch(...signed(method, path, params, settings, clock.now()))
    return { status: answer.status, body: await answer.json() }
  }
  return { venue, send }
}

const limit = (side: 'BUY' | 'SELL', price: string, more = {}) => ({
  ...SYMBOL,
  side,
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.002',
  price,
  ...more,
})
const stop = (triggerPrice: string, more = {}) => ({
  ...SYMBOL,
  algoType: 'CONDITIONAL',
  side: 'SELL',
  type: 'STOP_MARKET',
  quantity: '0.002',
  reduceOnly: true,
  triggerPrice,
  ...more,
})
/** As long as Binance takes them, and nothing in it repeats. */
const longId = (index: number): string => {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
  let state = index * 2_654_435_761 + 12_345
  return Array.from({ length: 36 }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return letters[state % letters.length]
  }).join('')
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

    const { send } = anotherProcess(of)
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

  test('a record as the release before wrote it is read', async () => {
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

  test('are read a page at a time: the newest by default, the oldest from a time on, an id onwards', async () => {
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

describe('several processes on one table', () => {
  test('lose no fill and double none, whoever finds it first', async () => {
    const of = bench({ store: openStore() })
    await of.send('POST', '/v1/order', { ...SYMBOL, side: 'BUY', type: 'MARKET', quantity: '0.1' })
    for (let index = 0; index < 10; index++) {
      await of.send('POST', '/v1/algoOrder', stop(String(59_900 - index * 10)))
      await of.send('POST', '/v1/order', limit('BUY', String(59_950 - index * 10)))
    }
    const processes = Array.from({ length: 5 }, () => anotherProcess(of))
    for (const price of ['59940', '59890', '59860', '59930', '59780', '59770', '60010', '59500', '59500']) {
      of.tick(price)
      await Promise.all(processes.map(each => each.send('GET', '/v3/positionRisk', {})))
    }
    const ledgers = await Promise.all(processes.map(each => each.venue.ledger('BTCUSDT')))
    for (const ledger of ledgers) expect(ledger).toEqual(ledgers[0])
    const trades = ledgers[0]?.trades ?? []
    expect(new Set(trades.map(each => each.id)).size).toBe(trades.length)
    const filled = ledgers[0]?.orders.filter(order => order.status === 'FILLED') ?? []
    expect(filled).toHaveLength(21)
  })

  test('take orders at once on one symbol while the market fills others, each of them once', async () => {
    const of = bench({ store: openStore() })
    for (let index = 0; index < 5; index++)
      await of.send('POST', '/v1/order', limit('BUY', String(59_990 - index)))
    of.tick('59900')
    const answers = await Promise.all(
      Array.from({ length: 12 }, () =>
        anotherProcess(of).send('POST', '/v1/order', {
          ...SYMBOL,
          side: 'BUY',
          type: 'MARKET',
          quantity: '0.01',
        }),
      ),
    )
    expect(answers.map(answer => answer.status)).toEqual(Array.from({ length: 12 }, () => 200))
    const [row] = (await of.send('GET', '/v3/positionRisk')).body
    expect(row.positionAmt).toBe('0.130')
    const ledger = await of.venue.ledger('BTCUSDT')
    expect(ledger.trades).toHaveLength(17)
  })
})

describe('a process that dies in the middle of a change', () => {
  /** Dies after so many writes. */
  const dying = (inner: VenueStore, writes: number): VenueStore => {
    let left = writes
    const live = () => {
      if (left-- <= 0) throw new Error('the process died')
    }
    return {
      ...inner,
      archive: async (symbol, entries) => {
        live()
        await inner.archive(symbol, entries)
      },
      saveSymbol: async (symbol, record, version) => {
        live()
        return inner.saveSymbol(symbol, record, version)
      },
    }
  }

  test.for([0, 1, 2, 3])('after %i writes loses no line of the books and tells none twice', async writes => {
    const books = async (store: VenueStore, crash: boolean) => {
      const of = bench({ store })
      const order = (side: 'BUY' | 'SELL') => ({ ...SYMBOL, side, type: 'MARKET', quantity: '0.01' })
      for (let round = 0; round < 20; round++) {
        await of.send('POST', '/v1/order', order('BUY'))
        await of.send('POST', '/v1/order', order('SELL'))
      }
      of.clock.advance(6 * 60_000)
      of.feed.push('BTCUSDT', of.clock.now(), '60000')
      if (crash) {
        const dies = anotherProcess(of, dying(store, writes))
        for (let request = 0; request < 2; request++)
          await dies.send('POST', '/v1/order', order('BUY')).catch(() => undefined)
      }
      const acceptedBuys = (await of.venue.ledger('BTCUSDT')).trades.length - 40
      await of.send('POST', '/v1/order', order('SELL'))
      const ledger = await of.venue.ledger('BTCUSDT')
      return { ledger, acceptedBuys }
    }
    const { ledger, acceptedBuys } = await books(openStore(), true)
    expect(acceptedBuys).toBe(Math.min(2, Math.max(0, writes - 1)))
    const ids = ledger.trades.map(each => each.id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toHaveLength(41 + acceptedBuys)
    expect(ids).toEqual(Array.from({ length: ids.length }, (_, index) => (ids[0] ?? 0) + index))
  })
})
