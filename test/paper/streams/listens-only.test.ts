import { test } from '@fast-check/vitest'
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { act, type Mode, perform } from '../properties/acts.ts'
import { SYMBOL } from '../trader.ts'
import { askedAccount, type KnownAccount, told } from './account.ts'
import { type Heard, type StreamedBench, streamedBench } from './streamed.ts'

/** Actions other than trading, between two acts. */
type Aside =
  | { readonly kind: 'nothing' | 'reconnect' | 'cancel-later' | 'multi-assets' | 'good-till' }
  | { readonly kind: 'leverage'; readonly leverage: number }
  | { readonly kind: 'margin'; readonly type: 1 | 2; readonly amount: number }
  | { readonly kind: 'amend'; readonly lots: number; readonly bps: number }
  | { readonly kind: 'crash'; readonly bps: number }
  | { readonly kind: 'trail'; readonly isActive: boolean }

const aside: fc.Arbitrary<Aside> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ kind: 'nothing' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('reconnect', 'cancel-later', 'multi-assets', 'good-till') }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('leverage' as const),
      leverage: fc.integer({ min: 1, max: 60 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('margin' as const),
      type: fc.constantFrom(1 as const, 2 as const),
      amount: fc.integer({ min: 1, max: 50 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('amend' as const),
      lots: fc.integer({ min: 1, max: 60 }),
      bps: fc.integer({ min: -60, max: 60 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('crash' as const), bps: fc.integer({ min: -700, max: 700 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('trail' as const), isActive: fc.boolean() }) },
)

const priceAt = (bps: number) => (60_000 * (1 + bps / 10_000)).toFixed(1)

async function doAside(of: StreamedBench, done: Aside, mode: Mode): Promise<void> {
  const place = mode === 'hedge' ? { positionSide: 'LONG' } : {}
  switch (done.kind) {
    case 'leverage':
      await of.send('POST', '/v1/leverage', { ...SYMBOL, leverage: done.leverage })
      return
    case 'margin':
      await of.send('POST', '/v1/positionMargin', {
        ...SYMBOL,
        ...place,
        amount: done.amount,
        type: done.type,
      })
      return
    case 'amend': {
      const [order] = (await of.send('GET', '/v1/openOrders', SYMBOL)).body
      if (order === undefined) return
      const terms = { quantity: (done.lots * 0.005).toFixed(3), price: priceAt(done.bps) }
      await of.send('PUT', '/v1/order', { ...SYMBOL, orderId: order.orderId, side: order.side, ...terms })
      return
    }
    case 'crash':
      of.tick({ last: priceAt(done.bps), volume: '50' })
      of.tick({ last: priceAt(done.bps), volume: '50' })
      return
    case 'trail': {
      const activate = done.isActive ? {} : { activatePrice: priceAt(80) }
      const terms = { type: 'TRAILING_STOP_MARKET', callbackRate: 0.2, quantity: '0.01', ...activate }
      await of.send('POST', '/v1/algoOrder', {
        ...SYMBOL,
        algoType: 'CONDITIONAL',
        side: 'SELL',
        ...place,
        ...terms,
      })
      return
    }
    case 'cancel-later':
      await of.send('POST', '/v1/countdownCancelAll', { ...SYMBOL, countdownTime: 1500 })
      return
    case 'good-till': {
      const terms = { timeInForce: 'GTD', goodTillDate: of.clock.now() + 601_500, price: priceAt(-300) }
      await of.send('POST', '/v1/order', {
        ...SYMBOL,
        side: 'BUY',
        ...place,
        type: 'LIMIT',
        quantity: '0.01',
        ...terms,
      })
      of.clock.advance(600_000)
      return
    }
    case 'multi-assets': {
      const { multiAssetsMargin } = (await of.send('GET', '/v1/multiAssetsMargin')).body
      await of.send('POST', '/v1/multiAssetsMargin', { multiAssetsMargin: !multiAssetsMargin })
      return
    }
    case 'nothing':
    case 'reconnect':
      return
    default:
      done satisfies never
  }
}

/** A client that reads the account once after connecting, and then only listens. */
async function connected(of: StreamedBench): Promise<{ heard: Heard; account: KnownAccount }> {
  const heard = of.listen(`/private/ws/${await of.listenKey()}`)
  return { heard, account: await askedAccount(of) }
}

const listened = ({ heard, account }: { heard: Heard; account: KnownAccount }): KnownAccount => {
  const last = new Map<string, { T: number; E: number }>()
  for (const event of heard.messages.splice(0)) {
    // The ledger explains every position, and each kind of event arrives in the order of both of its times.
    expect(event.a?.m).not.toBe('ADJUSTMENT')
    const { T = event.E, E, e } = event
    const before = last.get(e) ?? { T: 0, E: 0 }
    expect([T >= before.T, E >= before.E, E >= T]).toEqual([true, true, true])
    last.set(e, { T, E })
    told(account, event)
  }
  return account
}

describe('a client that only listens', () => {
  test.prop(
    [
      fc.array(act, { minLength: 10, maxLength: 60 }),
      fc.array(aside, { minLength: 60, maxLength: 60 }),
      fc.record({
        marginType: fc.constantFrom('ISOLATED', 'CROSSED'),
        mode: fc.constantFrom<Mode>('one-way', 'hedge'),
        /** Acts between two runs of the streams. */
        every: fc.integer({ min: 1, max: 5 }),
      }),
    ],
    { numRuns: 60 },
  )(
    'ends with the same account as one that asks, whatever happens and however often it reconnects',
    async (acts, asides, { marginType, mode, every }) => {
      const impact = { depthPerBp: '0.5', depthFloorQuote: '20000' }
      const of = streamedBench({ settings: { impact } })
      if (mode === 'hedge') await of.send('POST', '/v1/positionSide/dual', { dualSidePosition: 'true' })
      let client = await connected(of)
      await of.send('POST', '/v1/marginType', { ...SYMBOL, marginType })
      await of.send('POST', '/v1/leverage', { ...SYMBOL, leverage: 30 })
      const entry = { ...SYMBOL, side: 'BUY', type: 'MARKET', quantity: '0.1' }
      await of.send('POST', '/v1/order', mode === 'hedge' ? { ...entry, positionSide: 'LONG' } : entry)

      let count = 0
      await perform(of, acts, mode, async () => {
        const done = asides[count % asides.length] ?? { kind: 'nothing' }
        await doAside(of, done, mode)
        if (done.kind === 'reconnect') {
          client.heard.connection.close()
          client = await connected(of)
        }
        count += 1
        if (count % every > 0) return
        await of.streams.run()
        const account = listened(client)
        expect(account).toEqual(await askedAccount(of))
      })
      await of.streams.run()
      const account = listened(client)
      expect(account).toEqual(await askedAccount(of))
    },
  )
})
