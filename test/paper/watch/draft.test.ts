import { beforeEach, describe, expect, test } from 'vitest'
import { limit, stop } from '../table/processes.ts'
import { SYMBOL } from '../trader.ts'
import { type WatchedMarket, watchedMarket } from './watched-market.ts'

let market: WatchedMarket
let watcher: ReturnType<WatchedMarket['watcher']>
const ask = (method: string, path: string, params = {}) => market.process().ask(method, path, params)

/** A long position with a take-profit above and a stop below, and a watcher that hears all of its prices. */
beforeEach(async () => {
  market = watchedMarket()
  await ask('POST', '/v1/order', { ...SYMBOL, side: 'BUY', type: 'MARKET', quantity: '0.01' })
  await ask('POST', '/v1/order', limit('SELL', '60500', { reduceOnly: true }))
  await ask('POST', '/v1/algoOrder', stop('59500'))
  watcher = market.watcher()
  market.binance.clock.advance(1_000)
  market.tell()
  await watcher.look()
  market.read.length = 0
  market.tapes.lines.length = 0
})

const second = async (price: string) => {
  market.trade(price, 1_000)
  market.tell()
  const events = await watcher.look()
  await watcher.prices.tidy()
  return events
}
const names = (events: Awaited<ReturnType<typeof second>>) => events.map(({ e }) => e)

describe('a watcher of an account', () => {
  test('reads no price and shares no line while no waiting order is reached', async () => {
    for (let price = 60_000; price < 60_040; price++) expect(await second(String(price))).toEqual([])
    expect(market.read).toEqual([])
    expect(market.tapes.lines).toEqual([])
  })

  test('shares its draft once a minute all the same', async () => {
    for (let at = 0; at < 130; at++) await second(String(60_000 + (at % 10)))
    expect(market.tapes.lines).toHaveLength(2)
    expect(market.read).toEqual([])
  })

  test('shares its whole draft in one line once an order is reached, and reports the event', async () => {
    for (let price = 60_000; price < 60_030; price++) await second(String(price))
    expect(names(await second('60600'))).toContain('ORDER_TRADE_UPDATE')
    expect(market.tapes.lines).toHaveLength(1)
    expect(market.read).toEqual([])
    expect(await ask('GET', '/v1/openOrders', SYMBOL)).toEqual([])
  })

  test('discards its draft if another process has read on, and goes on from the shared lines', async () => {
    await second('60010')
    await ask('GET', '/v3/positionRisk')
    expect(market.tapes.lines).toHaveLength(1)
    expect(names(await second('60600'))).toContain('ORDER_TRADE_UPDATE')
    const [stored] = [...(await market.store.symbols()).values()]
    // The shared tape has no gaps: each line begins where the previous one ends.
    const lines = await market.tapes.read(SYMBOL.symbol, 0)
    for (const [index, line] of lines.entries()) if (index > 0) expect(line.from).toBe(lines[index - 1]?.to)
    expect(lines.at(-1)?.to).toBe(stored?.value.cursor)
  })

  test('reads once after the streams were lost, and then goes on by listening', async () => {
    market.cut()
    market.trade('60600', 100)
    market.tell()
    expect(names(await watcher.look())).toContain('ORDER_TRADE_UPDATE')
    const read = market.read.filter(path => path.endsWith('/trades')).length
    for (let price = 60_000; price < 60_005; price++) await second(String(price))
    expect([read, market.read.filter(path => path.endsWith('/trades')).length]).toEqual([1, 1])
  })

  test('counts a late trade when it arrives, and a repeated trade once', async () => {
    market.binance.clock.advance(400)
    await watcher.look()
    market.trade('60600', -300, 2)
    market.binance.clock.advance(500)
    market.tell()
    expect(names(await watcher.look()).filter(name => name === 'TRADE_LITE')).toHaveLength(1)
  })
})
