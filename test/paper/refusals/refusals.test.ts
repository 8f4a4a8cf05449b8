import { describe, expect, test } from 'vitest'
import { createFaults } from '#paper/faults/faults.ts'
import { shippedRules } from '#paper/rules/shipped.ts'
import type { VenueRules } from '#paper/rules.ts'
import { type Bench, bench, signed } from '../builder.ts'
import { accountRows } from './account-rows.ts'
import { algoRows } from './algo-rows.ts'
import { orderRows } from './order-rows.ts'
import type { Request, Row } from './row.ts'
import { algo } from './row.ts'
import { termRows } from './term-rows.ts'
import { wireRows } from './wire-rows.ts'

const rows: readonly Row[] = [...wireRows, ...orderRows, ...algoRows, ...termRows, ...accountRows]

/** The errors that clients of Binance must expect, with which it also answers bans and its own failures. */
const EXPECTED_CODES = [
  -1003, -1007, -1008, -1021, -1022, -1102, -1111, -1116, -1121, -2010, -2011, -2013, -2014, -2015, -2019,
  -2021, -2022, -2027, -4003, -4005, -4014, -4016, -4023, -4024, -4028, -4045, -4046, -4059, -4061, -4116,
  -4118, -4120, -4130, -4131, -4137, -4138, -4164, -4168, -4509, -5021, -5022, -5028,
]

/** A request, signed with other keys if the row gives some. */
async function send(of: Bench, [method, path, params]: Request) {
  const { apiKey = of.settings.apiKey, secret = of.settings.secret, ...others } = params
  const keys = { apiKey: String(apiKey), secret: String(secret) }
  const response = await of.venue.fetch(...signed(method, path, others, keys, of.clock.now()))
  return { status: response.status, body: await response.json() }
}

/** All state of the account that a request could have changed, as the venue stores it. */
async function booksOf(of: Bench) {
  const symbols = [...(await of.store.symbols()).values()].map(
    ({ value: { cursor: _, ...record } }) => record,
  )
  return { account: (await of.store.account())?.value, symbols }
}

const rulesWith = (lot: NonNullable<Row['lot']>): VenueRules => ({
  ...shippedRules,
  exchangeInfo: {
    ...shippedRules.exchangeInfo,
    symbols: shippedRules.exchangeInfo.symbols.map(symbol => ({
      ...symbol,
      filters: symbol.filters.map(filter =>
        symbol.symbol === 'BTCUSDT' && filter.filterType === 'LOT_SIZE' ? { ...filter, ...lot } : filter,
      ),
    })),
  },
})

describe('a rejection', () => {
  test.each(rows)('of $why is $code with Binance’s words, and changes nothing', async row => {
    const { settings = {}, price = '60000', lot = {}, fault } = row
    const faults = createFaults()
    const of = bench({ settings, price, faults, rules: rulesWith(lot) })
    for (const request of row.before ?? []) expect((await send(of, request)).status).toBe(200)
    if (fault !== undefined) faults.add({ fault })
    const before = await booksOf(of)
    const answer = await send(of, row.send)
    expect(answer).toEqual({ status: row.status ?? 400, body: { code: row.code, msg: row.msg } })
    expect(await booksOf(of)).toEqual(before)
  })

  test('is known for every error that clients must expect', () => {
    const codes = new Set<number>(rows.map(row => row.code))
    expect(EXPECTED_CODES.filter(code => !codes.has(code))).toEqual([])
  })

  test('comes at the 201st conditional order of the account, all symbols together (-4045)', async () => {
    const of = bench({ settings: { maxAlgoOrders: 3 } })
    of.feed.push('ETHUSDT', of.clock.now(), '3000')
    const stop = (symbol: string, triggerPrice: string) =>
      of.send(...algo({ symbol, triggerPrice, quantity: '0.1' }))
    for (const triggerPrice of ['59000', '58000'])
      expect((await stop('BTCUSDT', triggerPrice)).status).toBe(200)
    expect((await stop('ETHUSDT', '2900')).status).toBe(200)
    expect((await stop('ETHUSDT', '2800')).body).toEqual({ code: -4045, msg: 'Reach max stop order limit.' })
  })
})
