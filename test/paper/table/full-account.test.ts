import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { beforeEach, describe, expect, test } from 'vitest'
import type { VenueLedger } from '#paper/audit/ledger.ts'
import { dynamoVenueStore } from '#paper/dynamo-store.ts'
import { createMemoryStore } from '../../../infra/local/market/memory-store.ts'
import { meterDynamo } from '../../bench/dynamo-meter.ts'
import { dynamoForTests } from '../../table/local-table.ts'
import { type VirtualClock, virtualClock } from '../builder.ts'
import { dying } from './dying-store.ts'
import {
  fullAccount,
  monthOf,
  names,
  openProcess,
  ordersEach,
  prices,
  quarter,
  secondOf,
  seed,
} from './full-account.ts'

const dynamo = dynamoForTests()
let documents: DynamoDBDocumentClient
let table: string
let clock: VirtualClock
beforeEach(async () => {
  ;({ documents, table } = await dynamo.createTable())
  clock = virtualClock()
})
const openStore = () => dynamoVenueStore({ documents, table, clock })

/** The size in bytes of each symbol's item, without its keys. */
async function recordSizes(): Promise<readonly number[]> {
  const all = new QueryCommand({
    TableName: table,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': 'PAPER', ':prefix': 'SYMBOL#' },
  })
  const { Items = [] } = await documents.send(all)
  return Items.map(item => item.record.length)
}

/** What two processes do after every price: both read the account, and both buy on the same symbol at once. */
const stop = {
  symbol: names[3] ?? '',
  algoType: 'CONDITIONAL',
  side: 'SELL',
  type: 'STOP_MARKET',
  quantity: '0.01',
  reduceOnly: true,
  triggerPrice: '55000',
}
const buy = { symbol: names[3] ?? '', side: 'BUY', type: 'MARKET', quantity: '0.01' }

/** The books if one process does everything, on state in memory, one request after another. */
async function undisturbed(requestsEach: number): Promise<readonly VenueLedger[]> {
  const own = virtualClock()
  const store = createMemoryStore()
  await seed(store, quarter)
  const { send, ledgers } = openProcess(store, own)
  for (const index of prices.keys()) {
    own.advance(secondOf(index) - own.now())
    await send('GET', '/v3/positionRisk')
    for (let request = 0; request < requestsEach; request++) await send('POST', '/v1/order', buy)
  }
  return ledgers()
}

describe('a thousand open orders on a hundred symbols in the table', () => {
  test('need few requests and small items, and a month of history costs only those who read it', async () => {
    expect(fullAccount.reduce((sum, each) => sum + each.orders.length + each.algoOrders.length, 0)).toBe(1000)
    await seed(openStore(), fullAccount)
    for (const name of names) await openStore().archive(name, monthOf(name))
    const meter = meterDynamo(documents)
    const { send } = openProcess(openStore(), clock)
    const cost = async (...request: Parameters<typeof send>) => {
      meter.drain()
      const { status, body } = await send(...request)
      expect([request, status]).toEqual([request, 200])
      return [body.length, meter.drain().requests]
    }
    const symbol = names[7] ?? ''
    // One query reads all symbols, one get reads the account.
    expect(await cost('GET', '/v3/positionRisk')).toEqual([100, 2])
    expect(await cost('GET', '/v1/openOrders')).toEqual([500, 1])
    expect(await cost('GET', '/v1/openAlgoOrders')).toEqual([500, 1])
    expect(await cost('GET', '/v1/openAlgoOrders', { symbol })).toEqual([5, 1])
    expect(await cost('GET', '/v1/userTrades', { symbol, limit: 5 })).toEqual([5, 2])
    expect(await cost('GET', '/v1/allOrders', { symbol })).toEqual([13, 2])
    // And one put for each change.
    expect((await cost('POST', '/v1/order', buy))[1]).toBe(4)
    expect((await cost('POST', '/v1/algoOrder', stop))[1]).toBe(4)

    const sizes = await recordSizes()
    expect(sizes).toHaveLength(names.length)
    expect(Math.max(...sizes)).toBeLessThan(4_000)
  })
})

describe('two hundred and fifty open orders on twenty-five symbols', () => {
  test('two processes at once lose no fill and double none, whatever the market does', async () => {
    await seed(openStore(), quarter)
    const processes = [openProcess(openStore(), clock), openProcess(openStore(), clock)]
    for (const index of prices.keys()) {
      clock.advance(secondOf(index) - clock.now())
      await Promise.all(processes.map(each => each.send('GET', '/v3/positionRisk')))
      const bought = await Promise.all(processes.map(each => each.send('POST', '/v1/order', buy)))
      expect(bought.map(({ status }) => status)).toEqual([200, 200])
    }
    const ledgers = (await processes[0]?.ledgers()) ?? []
    expect(ledgers).toEqual(await undisturbed(2))
    const entries = quarter.length
    const trades = entries + quarter.length * ordersEach + 2 * prices.length
    expect(ledgers.flatMap(each => each.trades)).toHaveLength(trades)
  })

  test('a process that dies in the middle of saving many symbols leaves the same books to the next', async () => {
    await seed(openStore(), quarter)
    for (const index of prices.keys()) {
      clock.advance(secondOf(index) - clock.now())
      const store = dying(openStore(), index * 5)
      const look = openProcess(store, clock).send('GET', '/v3/positionRisk')
      if (index > 0) await expect(look).rejects.toThrow('the process died')
      await openProcess(openStore(), clock).send('GET', '/v3/positionRisk')
    }
    expect(await openProcess(openStore(), clock).ledgers()).toEqual(await undisturbed(0))
  })
})
