import { beforeAll, describe, expect, test } from 'vitest'
import { compareBodies } from '../conformance/compare.ts'
import { algo, market, SYMBOL } from '../trader.ts'
import examples from './fixtures/events.json' with { type: 'json' }
import shapes from './fixtures/shapes.json' with { type: 'json' }
import { streamedBench } from './streamed.ts'

/** Fields that only the example or only our event has, and why. */
const EXCEPTIONS: Readonly<Record<string, { misses?: string[]; extras?: string[]; why: string }>> = {
  ORDER_TRADE_UPDATE: {
    misses: ['o.AP', 'o.cr'],
    why: 'the example is of a trailing stop, which the regular book no longer has',
  },
  ALGO_UPDATE: {
    extras: ['o.AP', 'o.cr', 'o.ia'],
    why: 'told of trailing stops, which the example is not; ia since 2026-08',
  },
}

// biome-ignore lint/suspicious/noExplicitAny: events of the wire are looked at field by field
const heard = new Map<string, any[]>()

/** A day in which every kind of event occurs. */
beforeAll(async () => {
  const of = streamedBench()
  const streams = [
    ...[
      'btcusdt@aggTrade',
      'btcusdt@markPrice@1s',
      'btcusdt@kline_1m',
      'btcusdt@ticker',
      'btcusdt@miniTicker',
    ],
    ...['btcusdt_perpetual@continuousKline_1m', 'btcusdt@forceOrder'],
  ]
  const heards = [
    of.listen(`/private/ws/${await of.listenKey()}`),
    of.listen(`/market/ws/${streams.join('/')}`),
    of.listen('/public/ws/btcusdt@bookTicker/btcusdt@depth@100ms'),
  ]
  await of.send('POST', '/v1/leverage', { ...SYMBOL, leverage: 21 })
  await market(of, '0.1')
  const trailing = { type: 'TRAILING_STOP_MARKET', quantity: '0.1', reduceOnly: true, callbackRate: 0.1 }
  await algo(of, trailing)
  for (const price of ['60100', '60000', '60000']) of.tick(price)
  await of.streams.run()
  await of.send('POST', '/v1/marginType', { ...SYMBOL, marginType: 'ISOLATED' })
  await market(of, '0.1')
  of.tick({ last: '60000', fundingRate: '0.0001' })
  await of.streams.run()
  of.tick('57400')
  await of.streams.run()
  of.tick('57000')
  await of.streams.run()
  await of.send('POST', '/v1/marginType', { ...SYMBOL, marginType: 'CROSSED' })
  of.tick('60000')
  await market(of, '3')
  of.tick('57075')
  await of.streams.run()
  of.clock.advance(3_600_000)
  await of.streams.run()
  for (const { messages } of heards)
    for (const message of messages) heard.set(message.e, [...(heard.get(message.e) ?? []), message])
})

describe('the event', () => {
  test.each(examples)('$event has the fields, types and nesting of the documentation', ({ event, body }) => {
    const ours = heard.get(event) ?? []
    expect(ours.length).toBeGreaterThan(0)
    const { misses = [], extras = [] } = EXCEPTIONS[event] ?? {}
    const told = compareBodies([body], ours)
    const fields = (all: readonly string[]) => all.map(field => field.replace(/^\[\]\./, ''))
    expect({ misses: fields(told.misses), extras: fields(told.extras), differs: told.differs }).toEqual({
      ...{ misses, extras, differs: [] },
    })
  })

  test.each(shapes)('$event can be read by $client', ({ event, fields }) => {
    const isWhole = (value: unknown) => Number.isSafeInteger(value)
    const typeOf = (value: unknown) => (isWhole(value) ? 'integer' : typeof value)
    const at = (value: unknown, path: string): unknown =>
      path
        .split('.')
        .reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], value)
    const ours = (heard.get(event) ?? []).filter(
      ({ a, cw }) => a?.P.length !== 0 && (event !== 'MARGIN_CALL' || cw !== undefined),
    )
    expect(ours.length).toBeGreaterThan(0)
    for (const each of ours)
      expect(Object.fromEntries(Object.keys(fields).map(path => [path, typeOf(at(each, path))]))).toEqual(
        fields,
      )
  })
})
