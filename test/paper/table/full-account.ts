import type { VenueLedger } from '#paper/audit/ledger.ts'
import type { PriceFeed, VenueStore } from '#paper/ports.ts'
import type { LedgerEntry, OrderRecord, SymbolRecord, TradeRecord } from '#paper/records.ts'
import { parseRules } from '#paper/rules.ts'
import { defaultPaperSettings } from '#paper/settings.ts'
import { createPaperVenue } from '#paper/venue.ts'
import { manySymbols } from '../../bench/many-symbols.ts'
import { stepAt } from '../../bench/step-at.ts'
import { crowded } from '../../bench/venue-core.ts'
import { START, signed, type VirtualClock } from '../builder.ts'
import { longId } from './long-id.ts'

const symbolCount = 100
export const ordersEach = 10
export const { names, rules } = manySymbols(symbolCount)

const settings = {
  ...defaultPaperSettings,
  latencyMs: 0,
  startingBalance: '100000000',
  weightLimit: 1e9,
  orderLimit10s: 1e9,
  orderLimit1m: 1e9,
  maxAlgoOrders: 10_000,
}

/** A hundred isolated long positions with ten open orders around each, under ids that do not compress. */
export const fullAccount: readonly SymbolRecord[] = [...parseRules(rules).values()].map(each => {
  const record = crowded(each, ordersEach)
  const name = (id: number) => longId(id % 1_000_000_007)
  return {
    ...record,
    marginType: 'isolated',
    // Enough margin to survive the prices below.
    position: { ...record.position, isolatedWallet: '3000' },
    orders: record.orders.map(order => ({ ...order, clientOrderId: name(order.orderId) })),
    algoOrders: record.algoOrders.map(algo => ({ ...algo, clientAlgoId: name(algo.algoId) })),
  }
})

/** Prices a second apart, the same for all symbols, that end every one of the thousand orders. */
export const prices = ['60000', '55900', '64100', '64000', '49900']
export const secondOf = (index: number): number => START + index * 1000
const feed: PriceFeed = {
  latest: async (_, at) => steps.findLast(step => step.time <= at),
  steps: async (_, from, to) => steps.filter(step => step.time > from && step.time <= to),
}
const steps = prices.map((price, index) => ({ ...stepAt(secondOf(index), price), volume: '1000000' }))

/** A separate process on the account, as each run of a function is on AWS. */
export function openProcess(store: VenueStore, clock: VirtualClock) {
  const venue = createPaperVenue({ store, feed, clock, rules, settings })
  const send = async (
    method: string,
    path: string,
    params: Record<string, string | number | boolean> = {},
  ) => {
    const answer = await venue.fetch(...signed(method, path, params, settings, clock.now()))
    // biome-ignore lint/suspicious/noExplicitAny: bodies of the wire are looked at field by field
    const body: any = await answer.json()
    return { status: answer.status, body }
  }
  const ledgers = async () => {
    const all: VenueLedger[] = []
    for (const name of names) all.push(await venue.ledger(name))
    return all
  }
  return { send, ledgers }
}

/** A quarter of it: enough to be in the middle of. */
export const quarter = fullAccount.slice(0, symbolCount / 4)

export async function seed(store: VenueStore, account: readonly SymbolRecord[]): Promise<void> {
  for (const record of account) await store.saveSymbol(record.symbol, record, 0)
}

/** A closed order and its trade, every day for thirty days. */
export function monthOf(symbol: string): readonly LedgerEntry[] {
  return Array.from({ length: 30 }, (_, index): readonly LedgerEntry[] => {
    const time = START - (30 - index) * 86_400_000 + 1
    const of = { symbol, side: index % 2 === 0 ? 'BUY' : 'SELL', price: '60000' } as const
    const order: OrderRecord = {
      ...of,
      orderId: index + 1,
      clientOrderId: longId(index),
      type: 'MARKET',
      timeInForce: 'GTC',
      origQty: '0.01',
      executedQty: '0.01',
      cumQuote: '600',
      reduceOnly: false,
      closePosition: false,
      status: 'FILLED',
      time,
      updateTime: time,
    }
    const trade: TradeRecord = {
      ...of,
      id: index + 1,
      orderId: order.orderId,
      qty: '0.01',
      quoteQty: '600',
      realizedPnl: '0',
      commission: '0.3',
      maker: false,
      time,
      positionAfter: index % 2 === 0 ? '0.01' : '0',
    }
    return [
      { kind: 'order', id: order.orderId, time, body: order },
      { kind: 'trade', id: trade.id, time, body: trade },
    ]
  }).flat()
}
