import { describe, expect, test } from 'vitest'
import { createMemoryStore } from '../../infra/local/market/memory-store.ts'
import { type Bench, bench } from './builder.ts'
import { LIMIT, MARKET, type Params, position, read, SYMBOL, trades } from './trader.ts'

describe('several orders in one request', () => {
  const batch = (of: Bench, orders: readonly Params[], method = 'POST') =>
    of.send(method, '/v1/batchOrders', { batchOrders: JSON.stringify(orders) })

  test('are accepted or rejected one by one, in order', async () => {
    const of = bench()
    const { status, body } = await batch(of, [
      { ...LIMIT, newClientOrderId: 'first' },
      { ...MARKET, reduceOnly: true },
      { ...LIMIT, newClientOrderId: 'first' },
      { ...MARKET, newOrderRespType: 'RESULT' },
    ])
    expect(status).toBe(200)
    expect(body).toMatchObject([
      { clientOrderId: 'first', status: 'NEW' },
      { code: -2022 },
      { code: -4116 },
      { status: 'FILLED', executedQty: '0.100' },
    ])
  })

  test('are changed and cancelled in one request, too', async () => {
    const of = bench()
    await batch(
      of,
      ['a', 'b', 'c'].map(newClientOrderId => ({ ...LIMIT, newClientOrderId })),
    )
    const change = { ...SYMBOL, side: 'BUY', quantity: '0.2', price: '59000' }
    const changed = await batch(
      of,
      ['a', 'none'].map(origClientOrderId => ({ ...change, origClientOrderId })),
      'PUT',
    )
    expect(changed.body).toMatchObject([{ clientOrderId: 'a', origQty: '0.200' }, { code: -2013 }])
    const cancelled = await of.send('DELETE', '/v1/batchOrders', {
      ...SYMBOL,
      origClientOrderIdList: JSON.stringify(['a', 'none', 'b']),
    })
    expect(cancelled.body).toMatchObject([
      { clientOrderId: 'a', status: 'CANCELED' },
      { code: -2011 },
      { clientOrderId: 'b', status: 'CANCELED' },
    ])
    const { orderId } = await read(of, 'c')
    const byId = await of.send('DELETE', '/v1/batchOrders', { ...SYMBOL, orderIdList: `[${orderId}]` })
    expect(byId.body).toMatchObject([{ orderId, status: 'CANCELED' }])
  })

  test('are each rejected for a value that is an object, whatever is in it', async () => {
    const nothing = { toString: false } as unknown as string
    const { status, body } = await batch(bench(), [{ ...LIMIT, quantity: nothing }, LIMIT])
    expect(status).toBe(200)
    expect(body).toMatchObject([{ code: -1100 }, { status: 'NEW' }])
  })

  test('each count as an order', async () => {
    const of = bench({ settings: { orderLimit10s: 3 } })
    expect((await batch(of, [LIMIT, LIMIT])).headers.get('X-MBX-ORDER-COUNT-10S')).toBe('2')
    expect((await batch(of, [LIMIT, LIMIT])).status).toBe(429)
    expect((await of.send('GET', '/v1/openOrders', SYMBOL)).body).toHaveLength(2)
  })

  test('happen once each even if another process saves in between', async () => {
    const inner = createMemoryStore()
    let saves = 0
    const of = bench({
      store: {
        ...inner,
        saveSymbol: async (symbol, record, version) => {
          saves += 1
          return saves % 2 === 0 && inner.saveSymbol(symbol, record, version)
        },
      },
    })
    await batch(of, [MARKET, MARKET, MARKET])
    expect(await position(of)).toBe('0.300')
    expect(await trades(of)).toHaveLength(3)
  })
})
