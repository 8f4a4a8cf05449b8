import { test as property } from '@fast-check/vitest'
import fc from 'fast-check'
import { expect } from 'vitest'
import { type Dec, dec, sum } from '#domain/decimal.ts'
import { type PositionLifetime, positionLifetimes } from '#paper/audit/ledger.ts'
import { type Bench, bench } from '../builder.ts'
import { SYMBOL } from '../trader.ts'

/**
 * The audit reads the venue's books once everything is over. The watcher looks at the wire after each action, as any
 * client could, and counts what it sees until the next look. Both must get the same result.
 */

const quantities = ['0.05', '0.1', '0.15']
const triggers = ['59900', '59950', '59980']

type Action =
  | { readonly kind: 'enter' | 'reduce'; readonly quantity: string }
  | { readonly kind: 'stop'; readonly quantity: string; readonly triggerPrice: string }
  | { readonly kind: 'backup'; readonly quantity: string }
  | { readonly kind: 'close-all-stop'; readonly triggerPrice: string }
  | { readonly kind: 'cancel'; readonly index: number }
  | { readonly kind: 'tick'; readonly price: string }

const quantity = fc.constantFrom(...quantities)
const triggerPrice = fc.constantFrom(...triggers)
const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ kind: fc.constantFrom('enter' as const, 'reduce' as const), quantity }),
  fc.record({
    kind: fc.constant('stop' as const),
    quantity: fc.constantFrom('0.05', '0.1', '0.5'),
    triggerPrice,
  }),
  fc.record({ kind: fc.constant('backup' as const), quantity }),
  fc.record({ kind: fc.constant('close-all-stop' as const), triggerPrice }),
  fc.record({ kind: fc.constant('cancel' as const), index: fc.nat(3) }),
  fc.record({
    kind: fc.constant('tick' as const),
    price: fc.constantFrom('60000', '59970', '59940', '60050'),
  }),
)

interface Algo {
  readonly algoId: number
  readonly orderType: string
  readonly algoStatus: string
  readonly closePosition: boolean
  readonly quantity: string
  readonly triggerPrice: string
}

const algos = async (of: Bench) =>
  (await of.send('GET', '/v1/openAlgoOrders', SYMBOL)).body as readonly Algo[]

async function act(of: Bench, taken: Action): Promise<void> {
  const order = (side: string, more: object) =>
    of.send('POST', '/v1/order', { ...SYMBOL, side, type: 'MARKET', ...more })
  const algo = (more: object) =>
    of.send('POST', '/v1/algoOrder', {
      ...SYMBOL,
      algoType: 'CONDITIONAL',
      side: 'SELL',
      workingType: 'MARK_PRICE',
      ...more,
    })
  const market = { type: 'STOP_MARKET', triggerPrice: 'triggerPrice' in taken ? taken.triggerPrice : '' }
  switch (taken.kind) {
    case 'enter':
      return void (await order('BUY', { quantity: taken.quantity }))
    case 'reduce':
      return void (await order('SELL', { quantity: taken.quantity, reduceOnly: true }))
    case 'stop':
      return void (await algo({ ...market, quantity: taken.quantity, reduceOnly: true }))
    case 'close-all-stop':
      return void (await algo({ ...market, closePosition: true }))
    case 'backup':
      return void (await algo({
        type: 'STOP',
        triggerPrice: '59000',
        price: '58900',
        quantity: taken.quantity,
        reduceOnly: true,
      }))
    case 'cancel': {
      const found = (await algos(of))[taken.index]
      if (found) await of.send('DELETE', '/v1/algoOrder', { algoId: found.algoId })
      return
    }
    case 'tick':
      return of.tick(taken.price)
  }
}

/** The protection that a client sees now; undefined when flat. */
interface Sight {
  readonly naked: boolean
  readonly backup: boolean
  readonly leaving: boolean
  /** The best live stop. */
  readonly level: Dec | undefined
}

async function look(of: Bench): Promise<Sight | undefined> {
  const [row] = (await of.send('GET', '/v3/positionRisk', SYMBOL)).body as { positionAmt: string }[]
  const held = dec(row?.positionAmt ?? 0)
  if (held.isZero()) return undefined
  const open = await algos(of)
  const stops = open.filter(each => each.orderType === 'STOP_MARKET')
  const reach = (each: Algo) => (each.closePosition ? held : dec(each.quantity))
  const closes = (some: readonly Algo[]) => sum(some.map(reach)).gte(held)
  const live = stops.filter(each => each.algoStatus === 'NEW')
  const leaving = stops.some(each => each.algoStatus === 'TRIGGERING' && reach(each).gte(held))
  const naked = !closes(stops)
  const backup = naked && open.some(each => each.orderType === 'STOP' && held.eq(each.quantity))
  return { naked, backup, leaving, level: levelOf(live, reach, held) }
}

/** The best stop that alone closes all; if there is none, the level at which the stops together have closed all. */
function levelOf(live: readonly Algo[], reach: (each: Algo) => Dec, held: Dec): Dec | undefined {
  const levels = live.map(each => dec(each.triggerPrice)).sort((a, b) => b.cmp(a))
  const down = (to: Dec) => live.filter(each => to.lte(each.triggerPrice))
  const alone = levels.find(level => down(level).some(each => reach(each).gte(held)))
  return alone ?? levels.find(level => sum(down(level).map(reach)).gte(held))
}

/** Adds up sights; a stop counts once it has stood for a while. */
function watcher() {
  const seen = { naked: 0, backup: 0, loosened: 0 }
  let best: Dec | undefined
  return {
    seen,
    note(sight: Sight | undefined, ms: number) {
      if (sight === undefined) best = undefined
      if (sight === undefined || ms === 0) return
      const { naked, backup, leaving, level } = sight
      if (naked) seen.naked += ms
      if (backup) seen.backup += ms
      if (level === undefined) return
      if (best === undefined || level.gte(best)) best = level
      else if (!leaving) seen.loosened += ms
    },
  }
}

/** Each action, and how long nothing happens after it. */
const story = fc.array(fc.tuple(action, fc.constantFrom(0, 1, 250)), { minLength: 20, maxLength: 60 })

property.prop([story], { numRuns: 60, seed: 20_250_203 })(
  'the audit comes to what a watcher of the wire adds up',
  async actions => {
    const of = bench({ settings: { startingBalance: '1000000', orderLimit10s: 1000 } })
    const { seen, note } = watcher()
    let sight = await look(of)
    for (const [taken, restMs] of actions) {
      const since = of.clock.now()
      await act(of, taken)
      note(sight, of.clock.now() - since)
      sight = await look(of)
      note(sight, restMs)
      of.clock.advance(restMs)
    }
    const lives = positionLifetimes(await of.venue.ledger('BTCUSDT'))
    const total = (part: (life: PositionLifetime) => number) =>
      lives.reduce((sum, life) => sum + part(life), 0)
    expect({
      naked: total(life => life.nakedMs),
      split: total(({ nakedBy }) => nakedBy.entry + nakedBy.ratchet + nakedBy.fault + nakedBy.backupOnly),
      backup: total(life => life.nakedBy.backupOnly),
      loosened: total(life => life.loosened.reduce((sum, { from, to }) => sum + to - from, 0)),
    }).toEqual({ naked: seen.naked, split: seen.naked, backup: seen.backup, loosened: seen.loosened })
  },
)
