import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { beforeEach, describe, expect, test } from 'vitest'
import { dynamoVenueStore } from '#paper/dynamo-store.ts'
import type { VenueStore } from '#paper/ports.ts'
import { dynamoForTests } from '../../table/local-table.ts'
import { bench, virtualClock } from '../builder.ts'
import { SYMBOL } from '../trader.ts'
import { dying } from './dying-store.ts'
import { anotherProcess, limit, stop } from './processes.ts'

const dynamo = dynamoForTests()
let documents: DynamoDBDocumentClient
let table: string
beforeEach(async () => {
  ;({ documents, table } = await dynamo.createTable())
})

const openStore = (): VenueStore => dynamoVenueStore({ documents, table, clock: virtualClock() })

describe('several processes on one table', () => {
  test('lose no fill and double none, whichever process finds it first', async () => {
    const of = bench({ store: openStore() })
    await of.send('POST', '/v1/order', { ...SYMBOL, side: 'BUY', type: 'MARKET', quantity: '0.1' })
    for (let index = 0; index < 10; index++) {
      await of.send('POST', '/v1/algoOrder', stop(String(59_900 - index * 10)))
      await of.send('POST', '/v1/order', limit('BUY', String(59_950 - index * 10)))
    }
    const processes = Array.from({ length: 5 }, () => anotherProcess(of, openStore()))
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

  test('accept orders at once on one symbol while the market fills others, each of them once', async () => {
    const of = bench({ store: openStore() })
    for (let index = 0; index < 5; index++)
      await of.send('POST', '/v1/order', limit('BUY', String(59_990 - index)))
    of.tick('59900')
    const answers = await Promise.all(
      Array.from({ length: 12 }, () =>
        anotherProcess(of, openStore()).send('POST', '/v1/order', {
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
  test.for([0, 1, 2, 3])('after %i writes loses no line of the books and duplicates none', async writes => {
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
