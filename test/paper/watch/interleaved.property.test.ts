import { test } from '@fast-check/vitest'
import fc from 'fast-check'
import { expect } from 'vitest'
import type { VenueStore } from '#paper/ports.ts'
import { createMemoryStore } from '../../../infra/local/market/memory-store.ts'
import { limit, stop } from '../table/processes.ts'
import { SYMBOL } from '../trader.ts'
import { type WatchedMarket, watchedMarket } from './watched-market.ts'

type Step =
  | { readonly does: 'trade'; readonly offset: number; readonly afterMs: number; readonly told: number }
  | { readonly does: 'tell' | 'watch' | 'function' | 'cut' | 'die' | 'both' }

const trade = fc.record({
  does: fc.constant('trade' as const),
  offset: fc.integer({ min: -40, max: 40 }),
  afterMs: fc.integer({ min: 30, max: 4_000 }),
  // How often every watcher hears the trade: mostly once, sometimes twice, or not at all and without noticing.
  told: fc.constantFrom(1, 1, 1, 2, 0),
})
const other = fc.record({
  does: fc.constantFrom('tell', 'tell', 'watch', 'watch', 'watch', 'function', 'both', 'cut', 'die'),
}) as fc.Arbitrary<Step>
const steps = fc.array(fc.oneof({ weight: 2, arbitrary: trade }, { weight: 3, arbitrary: other }), {
  minLength: 5,
  maxLength: 60,
})

/** A position with stops and take-profits on both sides of the price, and waiting entries. */
async function opened(market: WatchedMarket): Promise<void> {
  const { ask } = market.process()
  await ask('POST', '/v1/leverage', { ...SYMBOL, leverage: 100 })
  await ask('POST', '/v1/order', { ...SYMBOL, side: 'BUY', type: 'MARKET', quantity: '0.1' })
  for (let index = 1; index <= 4; index++) {
    await ask('POST', '/v1/algoOrder', stop(String(60_000 - index * 60)))
    await ask('POST', '/v1/order', limit('SELL', String(60_000 + index * 70), { reduceOnly: true }))
    await ask('POST', '/v1/order', limit('BUY', String(60_000 - index * 50)))
  }
}

/** A copy of a store's present content. */
async function copyOf(store: VenueStore): Promise<VenueStore> {
  const copy = createMemoryStore()
  const account = await store.account()
  if (account) await copy.saveAccount(account.value, 0)
  for (const [symbol, { value }] of await store.symbols()) await copy.saveSymbol(symbol, value, 0)
  return copy
}

/** Its process dies in the next save, after or before the write. */
const dying = (store: VenueStore, isSaved: boolean): VenueStore => ({
  ...store,
  saveSymbol: async (...saved) => {
    if (isSaved) await store.saveSymbol(...saved)
    throw new Error('the process has ended')
  },
})

async function play(market: WatchedMarket, all: readonly Step[]): Promise<void> {
  const functions = market.process()
  let watcher = market.watcher()
  const look = () => functions.ask('GET', '/v3/positionRisk')
  market.tell()
  for (const [index, step] of all.entries())
    switch (step.does) {
      case 'trade':
        market.trade(String(60_000 + step.offset * 10), step.afterMs, step.told)
        break
      case 'tell':
        market.tell()
        break
      case 'watch':
        await watcher.look()
        break
      case 'function':
        await look()
        break
      case 'both':
        await Promise.all([watcher.look(), look()])
        break
      case 'cut':
        market.cut()
        break
      case 'die':
        await market
          .watcher(dying(market.store, index % 2 === 0))
          .look()
          .catch(() => {})
        watcher = market.watcher()
        break
      default:
        step satisfies never
    }
}

test.prop([steps], { numRuns: 60 })(
  'whichever process brings the account up to date, and dies over it, the books are what the shared tape gives',
  async all => {
    const market = watchedMarket()
    await opened(market)
    const before = await copyOf(market.store)
    await play(market, all)
    const one = market.process()
    await one.ask('GET', '/v3/positionRisk')
    const books = await one.venue.ledger(SYMBOL.symbol)
    expect(await market.process(before).venue.ledger(SYMBOL.symbol)).toEqual(books)
  },
)
