import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { positionLifetimes } from '#paper/audit/ledger.ts'
import { clients } from './clients.ts'
import { type ServedExchange, serveExchange } from './served-exchange.ts'

const trades = [
  { symbol: 'BTCUSDT', entry: 'BUY', exit: 'SELL', quantity: 0.1, sign: 1 },
  { symbol: 'ETHUSDT', entry: 'SELL', exit: 'BUY', quantity: 2, sign: -1 },
] as const
const price = { BTCUSDT: 60_000, ETHUSDT: 2_500 }

let exchange: ServedExchange
beforeEach(async () => {
  exchange = await serveExchange({ BTCUSDT: '60000', ETHUSDT: '2500' })
})
afterEach(() => exchange.close())

describe.each(clients)('$name, unmodified', ({ clientFor }) => {
  test.each(trades)('lives through a whole $entry trade', async trade => {
    const { symbol, entry, exit, quantity, sign } = trade
    const client = clientFor(exchange)
    const id = (name: string) => client.idPrefix + name
    /** A price this far on the winning side. */
    const away = (share: number) => Math.round(price[symbol] * (1 + sign * share))
    const closing = { symbol, side: exit, quantity }

    await client.configure(symbol, 30)
    const opened = await client.market({ ...closing, side: entry, clientId: id('entry'), reduceOnly: false })
    expect(opened).toEqual({ status: 'FILLED', filled: quantity })
    expect(await client.position(symbol)).toMatchObject({ quantity: sign * quantity })

    const level = { symbol, side: exit, triggerPrice: away(-0.02) }
    await client.stop({ ...level, type: 'STOP_MARKET', clientId: id('primary-1') })
    await client.stop({ ...level, type: 'STOP', price: away(-0.022), quantity, clientId: id('backup-1') })
    const half = quantity / 2
    const rung = { ...closing, quantity: half, triggerPrice: away(0.02), clientId: id('rung-1') }
    await client.stop({ ...rung, type: 'TAKE_PROFIT_MARKET' })
    expect(await client.books(symbol)).toEqual(['primary-1', 'backup-1', 'rung-1'].map(id))

    const raised = { symbol, side: exit, triggerPrice: away(-0.01) }
    await client.stop({ ...raised, type: 'STOP_MARKET', quantity, clientId: id('bridge') })
    await client.cancelStop(symbol, id('primary-1'))
    await client.stop({ ...raised, type: 'STOP_MARKET', clientId: id('primary-2') })
    await client.cancelStop(symbol, id('bridge'))
    expect(await client.books(symbol)).toEqual(['backup-1', 'rung-1', 'primary-2'].map(id))

    const closed = await client.market({ ...closing, clientId: id('exit'), reduceOnly: true })
    expect(closed).toEqual({ status: 'FILLED', filled: quantity })
    expect(await client.position(symbol)).toBeUndefined()
    await client.cancelEverything(symbol)
    expect(await client.books(symbol)).toEqual([])

    const [life, ...more] = positionLifetimes(await exchange.venue.ledger(symbol))
    expect(more).toEqual([])
    expect(life?.naked.filter(({ kind }) => kind !== 'entry')).toEqual([])
    expect(await client.result(symbol)).toBeCloseTo(Number(life?.netPnl), 8)
  })

  test('is told refusals by their code', async () => {
    const client = clientFor(exchange)
    const refused = (work: Promise<unknown>) =>
      work.then(
        () => 'accepted',
        (problem: unknown) => client.codeOf(problem),
      )
    const clientId = `${client.idPrefix}one`
    const sell = { symbol: 'BTCUSDT', side: 'SELL', quantity: 0.1, clientId } as const
    expect(await refused(client.market({ ...sell, reduceOnly: true }))).toBe(-2022)
    expect(await refused(client.market({ ...sell, quantity: 100, reduceOnly: false }))).toBe(-2019)
    expect(await refused(client.stop({ ...sell, type: 'STOP_MARKET', triggerPrice: 61_000 }))).toBe(-2021)
    expect(await refused(client.cancelStop('BTCUSDT', 'never-sent'))).toBe(-2011)
    const wrong = clientFor({ ...exchange, secret: 'another' })
    expect(await refused(wrong.market({ ...sell, reduceOnly: false }))).toBe(-1022)
  })
})
