import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toldOfAccount } from '#binance/streams/told-of-account.ts'
import { changes, markStream, toldOfMarks } from '#binance/streams/told-of-marks.ts'
import type { Told } from '#domain/told.ts'

/** As Binance documents it, with the fields of a test. */
const order = (change: object) =>
  JSON.stringify({
    ...{ e: 'ORDER_TRADE_UPDATE', E: 1_568_879_465_651, T: 1_568_879_465_650 },
    o: {
      ...{ s: 'BTCUSDT', c: 'qt-live-aaaaaaaaaaaa-p1', S: 'SELL', o: 'MARKET', f: 'GTC', q: '0.001', p: '0' },
      ...{
        ap: '0',
        sp: '7103.04',
        x: 'NEW',
        X: 'NEW',
        i: 8_886_774,
        l: '0',
        z: '0',
        L: '0',
        R: false,
        rp: '0',
      },
      ...change,
    },
  })
const algo = (X: string) =>
  JSON.stringify({
    ...{ e: 'ALGO_UPDATE', T: 1_750_515_742_297, E: 1_750_515_742_303 },
    o: {
      caid: 'qt-live-aaaaaaaaaaaa-p1',
      aid: 2_148_719,
      at: 'CONDITIONAL',
      o: 'STOP_MARKET',
      s: 'BNBUSDT',
      S: 'SELL',
      X,
    },
  })
const account = (...P: readonly object[]) =>
  JSON.stringify({
    e: 'ACCOUNT_UPDATE',
    E: 1_564_745_798_939,
    T: 1_564_745_798_938,
    a: { m: 'ORDER', B: [], P },
  })
const own = (symbol: string, became: 'filled' | 'ended'): Told => ({
  ...{ kind: 'order', symbol, clientId: 'qt-live-aaaaaaaaaaaa-p1' },
  became,
})

describe('an account message means', () => {
  test.each<[string, string, readonly Told[]]>([
    ['a fill in part', order({ x: 'TRADE', X: 'PARTIALLY_FILLED' }), [own('BTCUSDT', 'filled')]],
    ['a fill', order({ x: 'TRADE', X: 'FILLED' }), [own('BTCUSDT', 'filled')]],
    ['a cancellation', order({ x: 'CANCELED', X: 'CANCELED' }), [own('BTCUSDT', 'ended')]],
    ['an expiry', order({ x: 'EXPIRED', X: 'EXPIRED_IN_MATCH' }), [own('BTCUSDT', 'ended')]],
    ['a stop that was cancelled', algo('CANCELED'), [own('BNBUSDT', 'ended')]],
    ['a stop that was refused as it was due', algo('REJECTED'), [own('BNBUSDT', 'ended')]],
    ['a stop that expired', algo('EXPIRED'), [own('BNBUSDT', 'ended')]],
    ['a stop that is done', algo('FINISHED'), [own('BNBUSDT', 'filled')]],
    ['a liquidation by its id', order({ c: 'autoclose-123' }), [{ kind: 'liquidation', symbol: 'BTCUSDT' }]],
    ['a deleveraging', order({ c: 'adl_autoclose' }), [{ kind: 'liquidation', symbol: 'BTCUSDT' }]],
    ['a liquidation by its kind', order({ o: 'LIQUIDATION' }), [{ kind: 'liquidation', symbol: 'BTCUSDT' }]],
    [
      'a liquidation by what was executed',
      order({ x: 'CALCULATED' }),
      [{ kind: 'liquidation', symbol: 'BTCUSDT' }],
    ],
    [
      'a long',
      account({ s: 'BTCUSDT', pa: '0.020', ep: '6563.6' }),
      [{ kind: 'position', symbol: 'BTCUSDT', quantity: '0.02', side: 'long' }],
    ],
    [
      'a short',
      account({ s: 'BTCUSDT', pa: '-10' }),
      [{ kind: 'position', symbol: 'BTCUSDT', quantity: '10', side: 'short' }],
    ],
    [
      'what is flat',
      account({ s: 'BTCUSDT', pa: '0' }),
      [{ kind: 'position', symbol: 'BTCUSDT', quantity: '0' }],
    ],
    [
      'a margin call of each position',
      JSON.stringify({
        e: 'MARGIN_CALL',
        E: 1,
        cw: '3.16',
        p: [{ s: 'ETHUSDT', ps: 'LONG' }, { s: 'SOLUSDT' }],
      }),
      [
        { kind: 'margin-call', symbol: 'ETHUSDT' },
        { kind: 'margin-call', symbol: 'SOLUSDT' },
      ],
    ],
  ])('%s', (_, text, told) => expect(toldOfAccount(text)).toEqual({ read: 'told', told }))

  test.each([
    ['an order that is new', order({})],
    ['a stop that is new', algo('NEW')],
    ['a stop that is triggering, whose order is told of too', algo('TRIGGERED')],
    ['a change of leverage', JSON.stringify({ e: 'ACCOUNT_CONFIG_UPDATE', ac: { s: 'BTCUSDT', l: 25 } })],
    ['a light trade, which comes whole right after', JSON.stringify({ e: 'TRADE_LITE', s: 'BTCUSDT' })],
    ['no position', JSON.stringify({ e: 'ACCOUNT_UPDATE', a: { m: 'DEPOSIT', B: [{ a: 'USDT' }] } })],
  ])('nothing by %s', (_, text) => expect(toldOfAccount(text)).toEqual({ read: 'told', told: [] }))

  test('that the listen key has expired', () => {
    expect(toldOfAccount(JSON.stringify({ e: 'listenKeyExpired', E: 1, listenKey: 'x' }))).toEqual({
      read: 'key-gone',
    })
  })

  test.each(['NEWS', 'toString', 'constructor', ''])('an unknown kind: %j', name => {
    expect(toldOfAccount(JSON.stringify({ e: name }))).toEqual({ read: 'unknown', name })
  })

  test.each([
    ['an order without its state', order({ X: undefined }), /ORDER_TRADE_UPDATE/],
    ['a quantity that is none', account({ s: 'BTCUSDT', pa: 'many' }), /ACCOUNT_UPDATE/],
    ['no event', '[]', /names no event/],
    ['no JSON', '<html>', /names no event/],
    ['half of it', order({}).slice(0, 90), /names no event/],
  ])('anything, if it cannot be read: %s', (_, text, why) => {
    expect(toldOfAccount(text)).toEqual({ read: 'unread', why: expect.stringMatching(why) })
  })
})

test('any message is read, or reported as unreadable', () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), text => {
      expect(['told', 'key-gone', 'unread', 'unknown']).toContain(toldOfAccount(text).read)
      expect(['told', 'refused', 'unread']).toContain(toldOfMarks(text).read)
    }),
  )
})

describe('of marks', () => {
  const update = { e: 'markPriceUpdate', E: 1, s: 'BTCUSDT', p: '11794.15000000', i: '11784.6', r: '0.0003' }

  test('each is read as a decimal', () => {
    expect(toldOfMarks(JSON.stringify(update))).toEqual({
      read: 'told',
      told: [{ kind: 'mark', symbol: 'BTCUSDT', mark: '11794.15' }],
    })
  })

  test.each(['0', '-1', 'NaN'])('%s is not a mark', p => {
    expect(toldOfMarks(JSON.stringify({ ...update, p })).read).toBe('unread')
  })

  test('a rejected request is reported', () => {
    const text = JSON.stringify({ error: { code: 2, msg: 'Invalid request' }, id: 1 })
    expect(toldOfMarks(text)).toEqual({ read: 'refused', why: '2 Invalid request' })
    expect(toldOfMarks(JSON.stringify({ result: null, id: 1 }))).toEqual({ read: 'told', told: [] })
  })

  test('only changes are requested', () => {
    let id = 0
    const next = () => (id += 1)
    const asked = changes(new Set(['BTCUSDT', 'ETHUSDT']), new Set(['ETHUSDT', 'SOLUSDT']), next)
    expect(asked.map(text => JSON.parse(text))).toEqual([
      { method: 'SUBSCRIBE', params: ['solusdt@markPrice@1s'], id: 1 },
      { method: 'UNSUBSCRIBE', params: [markStream('BTCUSDT')], id: 2 },
    ])
    expect(changes(new Set(['BTCUSDT']), new Set(['BTCUSDT']), next)).toEqual([])
  })
})
