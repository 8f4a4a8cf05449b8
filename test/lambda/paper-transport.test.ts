import { expect, onTestFinished, test } from 'vitest'
import { createBinanceExchange } from '#binance/binance.ts'
import { paperTransport } from '#lambda/paper-transport.ts'
import { dynamoVenueStore } from '#paper/dynamo-store.ts'
import type { TradeRecord } from '#paper/records.ts'
import { openMarket } from '../../infra/local/market/market.ts'
import { serveMarket } from '../../infra/local/market/market-server.ts'
import { START, virtualClock } from '../paper/builder.ts'
import { dynamoForTests } from '../table/local-table.ts'

const dynamo = dynamoForTests()
const credentials = { apiKey: 'key', secret: 'secret' }

test('events of a recorded market do not expire by this machine’s date', async () => {
  const clock = virtualClock(START + 3_600_000)
  const stored = await dynamo.createTable()
  const body: TradeRecord = {
    ...{
      id: 7,
      symbol: 'ETHUSDT',
      orderId: 5,
      side: 'BUY',
      price: '2000',
      qty: '1',
      quoteQty: '2000',
      time: START,
      positionAfter: '0',
    },
    ...{ realizedPnl: '3', commission: '1', maker: false },
  }
  await dynamoVenueStore({ ...stored, clock }).archive('ETHUSDT', [
    { kind: 'trade', id: 7, time: START, body },
  ])
  const sample = new URL('../../infra/local/sample', import.meta.url).pathname
  const served = await serveMarket(openMarket({ klines: [sample] }), clock)
  onTestFinished(served.close)
  const fetch = paperTransport({
    ...{ credentials, clock, ...stored, startingBalance: '10000', feedUrl: served.url },
  })
  const exchange = createBinanceExchange({ ...credentials, venue: 'paper', clock, fetch })
  expect(await exchange.trades('ETHUSDT', START - 1_000)).toMatchObject([{ id: '7', realizedPnl: '3' }])
})
