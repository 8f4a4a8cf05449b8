import { beforeEach, describe, expect, test } from 'vitest'
import type { Exchange } from '#ports/exchange.ts'
import { anExchange, entryOrder, primaryStop } from './an-exchange.ts'
import recorded from './fixtures/recorded.json' with { type: 'json' }
import { type Reply, replayServerForTests } from './replay-server.ts'

const server = replayServerForTests()
let exchange: Exchange
beforeEach(() => {
  exchange = anExchange({ fetch: server.fetch })
})

describe('a success counts only if the body confirms it', () => {
  const commands = [
    ['DELETE /fapi/v1/order', () => exchange.cancel('BTCUSDT', 'c')],
    ['DELETE /fapi/v1/algoOrder', () => exchange.cancelAlgo('BTCUSDT', 'c')],
    ['DELETE /fapi/v1/allOpenOrders', () => exchange.cancelAll('BTCUSDT')],
    ['DELETE /fapi/v1/algoOpenOrders', () => exchange.cancelAllAlgo('BTCUSDT')],
    ['POST /fapi/v1/marginType', () => exchange.setMarginMode('BTCUSDT', 'isolated')],
    ['POST /fapi/v1/leverage', () => exchange.setLeverage('BTCUSDT', 30)],
    ['POST /fapi/v1/order', () => exchange.place(entryOrder)],
    ['POST /fapi/v1/algoOrder', () => exchange.placeAlgo(primaryStop)],
  ] as const

  test.each(commands)('%s', async (route, command) => {
    const said: readonly Reply[] = [
      { body: '<html>a page</html>' },
      { status: 202, body: '' },
      { status: 204, body: '' },
      { body: {} },
      { body: null },
      { body: [] },
      { body: { code: 0, msg: 'success' } },
      { body: 200 },
    ]
    server.reply(route, ...said)
    for (const reply of said)
      expect({ reply, ...(await command()) }).toMatchObject({ reply, outcome: 'unresolved' })
  })

  test('with code 200, as a number or text, or the order itself', async () => {
    server.reply('DELETE /fapi/v1/allOpenOrders', { body: { code: 200, msg: 'done' } })
    server.reply('DELETE /fapi/v1/algoOrder', { body: { algoId: 1, code: '200', msg: 'success' } })
    server.reply('DELETE /fapi/v1/order', { body: { ...recorded.orders[0], status: 'CANCELED' } })
    const done = { outcome: 'accepted', value: undefined }
    expect(await exchange.cancelAll('BTCUSDT')).toEqual(done)
    expect(await exchange.cancelAlgo('BTCUSDT', 'c')).toEqual(done)
    expect(await exchange.cancel('BTCUSDT', 'c')).toEqual(done)
  })
})
