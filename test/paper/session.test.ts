import { describe, expect, test } from 'vitest'
import type { VenueStore } from '#paper/ports.ts'
import { createMemoryStore } from '../../infra/local/market/memory-store.ts'
import { type Bench, bench } from './builder.ts'
import { SYMBOL } from './trader.ts'

const market = (of: Bench, quantity = '0.01', side = 'BUY') =>
  of.send('POST', '/v1/order', { ...SYMBOL, side, type: 'MARKET', quantity })
const risk = (of: Bench) => of.send('GET', '/v3/positionRisk')

interface Watched extends VenueStore {
  readonly saves: string[]
  /** At the next `n` saves of a symbol, another process was faster. */
  contend(n: number): void
}

function watched(): Watched {
  const inner = createMemoryStore()
  const saves: string[] = []
  let conflicts = 0
  return {
    ...inner,
    saves,
    contend: n => {
      conflicts = n
    },
    saveSymbol: async (symbol, record, version) => {
      if (conflicts > 0) {
        conflicts -= 1
        return false
      }
      saves.push(symbol)
      return inner.saveSymbol(symbol, record, version)
    },
    saveAccount: async (account, version) => {
      saves.push('account')
      return inner.saveAccount(account, version)
    },
  }
}

describe('the state', () => {
  test('is not written by a read that changes nothing', async () => {
    const store = watched()
    const of = bench({ store })
    await market(of)
    store.saves.length = 0
    of.tick('60010')
    await risk(of)
    for (const path of ['/v3/account', '/v1/openOrders', '/v1/openAlgoOrders', '/v1/userTrades'])
      expect((await of.send('GET', path, SYMBOL)).status).toBe(200)
    expect(store.saves).toEqual([])
  })

  test('is written by a read that finds a fill, once', async () => {
    const store = watched()
    const of = bench({ store })
    await market(of)
    const stop = { algoType: 'CONDITIONAL', side: 'SELL', type: 'STOP_MARKET', closePosition: true }
    await of.send('POST', '/v1/algoOrder', { ...SYMBOL, ...stop, triggerPrice: '59900' })
    store.saves.length = 0
    of.tick('59800')
    of.tick('59800')
    await risk(of)
    await risk(of)
    expect(store.saves).toEqual(['BTCUSDT'])
  })

  test('moves its cursor once it lags by more than a minute, on a read of positions', async () => {
    const store = watched()
    const of = bench({ store })
    await market(of)
    store.saves.length = 0
    for (let second = 0; second < 61; second++) of.tick('60000')
    await of.send('GET', '/v1/openOrders', SYMBOL)
    expect(store.saves).toEqual([])
    await risk(of)
    await risk(of)
    expect(store.saves).toEqual(['BTCUSDT'])
  })

  test('is not touched for a symbol without position and orders, however long it idles', async () => {
    const store = watched()
    const of = bench({ store })
    await of.send('POST', '/v1/leverage', { ...SYMBOL, leverage: 30 })
    store.saves.length = 0
    for (let minute = 0; minute < 5; minute++) {
      of.clock.advance(60_000)
      of.feed.push('BTCUSDT', of.clock.now(), '60000')
      await risk(of)
    }
    expect(store.saves).toEqual([])
  })

  test('is replayed if another process saved first, and the order happens once', async () => {
    const store = watched()
    const of = bench({ store })
    store.contend(3)
    expect((await market(of)).status).toBe(200)
    expect((await risk(of)).body[0].positionAmt).toBe('0.010')
  })

  test('stays as it was if it is contended beyond reason, and the answer says so', async () => {
    const store = watched()
    const of = bench({ store })
    store.contend(1000)
    const answer = await market(of)
    expect(answer.status).toBe(503)
    expect(answer.body.code).toBe(-1001)
    expect((await risk(of)).body).toEqual([])
  })

  test('takes orders that arrive at once, each of them once', async () => {
    const of = bench()
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => market(of)))
    expect(answers.map(answer => answer.status)).toEqual([200, 200, 200, 200, 200])
    expect(new Set(answers.map(answer => answer.body.orderId)).size).toBe(5)
    expect((await risk(of)).body[0].positionAmt).toBe('0.050')
  })

  test('is the same whichever client asked in between: two venues over one store and one feed agree', async () => {
    const asked = bench()
    const unasked = bench()
    for (const each of [asked, unasked]) {
      await market(each)
      await each.send('POST', '/v1/algoOrder', {
        ...SYMBOL,
        algoType: 'CONDITIONAL',
        side: 'SELL',
        type: 'STOP_MARKET',
        quantity: '0.005',
        reduceOnly: true,
        triggerPrice: '59900',
      })
    }
    for (const price of ['60050', '59890', '59700', '59950', '60020']) {
      asked.tick(price)
      unasked.tick(price)
      await risk(asked)
    }
    const ledgers = await Promise.all([asked, unasked].map(of => of.venue.ledger('BTCUSDT')))
    expect(ledgers[0]).toEqual(ledgers[1])
    expect(ledgers[0]?.trades).toHaveLength(2)
  })
})

describe('the outbox', () => {
  const record = async (of: Bench) => (await of.store.symbols(['BTCUSDT'])).get('BTCUSDT')?.value

  test('moves old lines to the archive, keeps the record small, and loses none', async () => {
    const of = bench()
    for (let i = 0; i < 60; i++) {
      await market(of, '0.01')
      await market(of, '0.01', 'SELL')
    }
    const kept = (await record(of))?.recent.length ?? 0
    expect(kept).toBeLessThan(70)
    const trades = (await of.send('GET', '/v1/userTrades', { ...SYMBOL, limit: 1000 })).body
    expect(trades).toHaveLength(120)
    expect(new Set(trades.map((trade: { id: number }) => trade.id)).size).toBe(120)
    expect((await of.send('GET', '/v1/allOrders', SYMBOL)).body).toHaveLength(120)
    expect(JSON.stringify(await record(of)).length).toBeLessThan(60_000)
  })

  test('archives lines older than five minutes with the next change', async () => {
    const of = bench()
    await market(of)
    of.clock.advance(6 * 60_000)
    of.feed.push('BTCUSDT', of.clock.now(), '60000')
    await market(of)
    expect((await record(of))?.recent.map(entry => entry.time)).toEqual([of.clock.now(), of.clock.now()])
    expect(await of.store.archived('BTCUSDT', 'trade', 0, of.clock.now())).toHaveLength(1)
  })
})

describe('a closed order', () => {
  test('is found by its client id for weeks, the newest of those that shared it', async () => {
    const of = bench()
    const order = { ...SYMBOL, side: 'BUY', type: 'MARKET', quantity: '0.01', newClientOrderId: 'shared' }
    await of.send('POST', '/v1/order', order)
    await of.send('POST', '/v1/order', { ...order, quantity: '0.02' })
    of.clock.advance(20 * 24 * 3_600_000)
    of.feed.push('BTCUSDT', of.clock.now(), '60000')
    await market(of)
    await market(of)
    expect(await of.store.archived('BTCUSDT', 'order', 0, of.clock.now())).toHaveLength(2)
    const found = await of.send('GET', '/v1/order', { ...SYMBOL, origClientOrderId: 'shared' })
    expect(found.body).toMatchObject({ status: 'FILLED', origQty: '0.020' })
  })
})

describe('request limits', () => {
  test('count the weight of the minute and reject what is beyond it with 429', async () => {
    const of = bench({ settings: { weightLimit: 12 } })
    expect((await risk(of)).headers.get('X-MBX-USED-WEIGHT-1M')).toBe('5')
    expect((await risk(of)).headers.get('X-MBX-USED-WEIGHT-1M')).toBe('10')
    const refused = await risk(of)
    expect([refused.status, refused.body.code]).toEqual([429, -1003])
    of.clock.advance(60_000)
    expect((await risk(of)).status).toBe(200)
  })

  test('weigh a read of all symbols more than a read of one', async () => {
    const of = bench()
    const used = async (params: Record<string, string>) =>
      Number((await of.send('GET', '/v1/openAlgoOrders', params)).headers.get('X-MBX-USED-WEIGHT-1M'))
    expect(await used(SYMBOL)).toBe(1)
    expect(await used({})).toBe(41)
  })

  test('count orders of ten seconds and reject what is beyond them with 429', async () => {
    const of = bench({ settings: { orderLimit10s: 2 } })
    await market(of)
    expect((await market(of)).headers.get('X-MBX-ORDER-COUNT-10S')).toBe('2')
    expect((await market(of)).status).toBe(429)
    of.clock.advance(10_000)
    expect((await market(of)).status).toBe(200)
  })
})

describe('latency', () => {
  test('delays the effect and the answer, and the order meets the price of its effect', async () => {
    const of = bench({ settings: { latencyMs: 50 } })
    of.feed.push('BTCUSDT', of.clock.now() + 40, '61000')
    const sentAt = of.clock.now()
    const { body } = await of.send('POST', '/v1/order', {
      ...SYMBOL,
      side: 'BUY',
      type: 'MARKET',
      quantity: '0.01',
    })
    expect(body.updateTime).toBe(sentAt + 50)
    expect(of.clock.now()).toBe(sentAt + 100)
    expect((await of.send('GET', '/v1/userTrades', SYMBOL)).body[0].price).toBe('61003.10')
  })
})
