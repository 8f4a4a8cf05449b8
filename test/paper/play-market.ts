import type { VenueLedger } from '#paper/audit/ledger.ts'
import type { VenueStore } from '#paper/ports.ts'
import { shippedRules } from '#paper/rules/shipped.ts'
import { parseRules } from '#paper/rules.ts'
import { defaultPaperSettings } from '#paper/settings.ts'
import { createPaperVenue } from '#paper/venue.ts'
import type { Market } from '../../infra/local/market/market.ts'
import { createMemoryStore } from '../../infra/local/market/memory-store.ts'
import { signed, virtualClock } from './builder.ts'

/** Tick sizes of the shipped rules, in the form that a recorded market takes. */
export const tickSizes: Readonly<Record<string, string>> = Object.fromEntries(
  [...parseRules(shippedRules)].map(([symbol, rules]) => [symbol, rules.tickSize.toFixed()]),
)

export interface PlayPlan {
  readonly market: Market
  /** A new position is opened on every flat symbol this often, long and short in turn. */
  readonly everyMs: number
  readonly leverage: number
  /** USDT. */
  readonly notional: number
  readonly marginType: 'ISOLATED' | 'CROSSED'
  /** Places a stop, a take-profit and a trailing stop beside every second position; the others are left alone. */
  readonly protects: boolean
  /** The distance of stop and take-profit from the price; default 0.01. */
  readonly exitsAway?: number
  /** How often a client looks at the account. */
  readonly lookMs: number
  readonly store?: VenueStore
}

export interface Played {
  readonly ledgers: readonly VenueLedger[]
  readonly requests: number
  readonly refused: Readonly<Record<string, number>>
  readonly wallet: string
}

/** Trades through a recorded market on its own clock, from the market's first step to its last. */
export async function playMarket(plan: PlayPlan): Promise<Played> {
  const { market } = plan
  const clock = virtualClock(market.from)
  const settings = { ...defaultPaperSettings, startingBalance: '100000' }
  const store = plan.store ?? createMemoryStore()
  const venue = createPaperVenue({ store, feed: market.feed, clock, rules: shippedRules, settings })
  const refused: Record<string, number> = {}
  let requests = 0

  const send = async (method: string, path: string, params: Record<string, string | number | boolean>) => {
    requests += 1
    const answer = await venue.fetch(...signed(method, path, params, settings, clock.now()))
    // biome-ignore lint/suspicious/noExplicitAny: bodies of the wire are looked at field by field
    const body: any = await answer.json()
    if (!answer.ok) refused[body.code] = (refused[body.code] ?? 0) + 1
    return { ok: answer.ok, body }
  }
  const symbols = market.symbols.filter(symbol => tickSizes[symbol] !== undefined)
  for (const symbol of symbols) {
    await send('POST', '/v1/marginType', { symbol, marginType: plan.marginType })
    await send('POST', '/v1/leverage', { symbol, leverage: plan.leverage })
  }

  const { exitsAway = 0.01 } = plan
  const enter = async (symbol: string, round: number) => {
    const isLong = round % 2 === 0
    const [side, exit] = isLong ? (['BUY', 'SELL'] as const) : (['SELL', 'BUY'] as const)
    const last = Number((await send('GET', '/v2/ticker/price', { symbol })).body.price)
    const step = parseRules(shippedRules).get(symbol)?.marketLot.step.toNumber() ?? 1
    const quantity = (Math.floor(plan.notional / last / step) * step).toFixed(3)
    const id = `${symbol}-${round}`
    const entry = { symbol, side, type: 'MARKET', quantity, newClientOrderId: id }
    if (!(await send('POST', '/v1/order', entry)).ok || !plan.protects || round % 4 >= 2) return
    const level = (away: number) => {
      const tick = Number(tickSizes[symbol])
      const places = tickSizes[symbol]?.split('.')[1]?.length ?? 0
      return (Math.round((last * (1 + (isLong ? away : -away))) / tick) * tick).toFixed(places)
    }
    const exits = { symbol, side: exit, algoType: 'CONDITIONAL', workingType: 'MARK_PRICE' }
    const half = { quantity: (Math.ceil(Number(quantity) / 2 / step) * step).toFixed(3), reduceOnly: true }
    await send('POST', '/v1/algoOrder', {
      ...exits,
      type: 'STOP_MARKET',
      closePosition: true,
      triggerPrice: level(-exitsAway),
    })
    await send('POST', '/v1/algoOrder', {
      ...exits,
      ...half,
      type: 'TAKE_PROFIT_MARKET',
      triggerPrice: level(exitsAway),
    })
    await send('POST', '/v1/algoOrder', {
      ...exits,
      ...half,
      type: 'TRAILING_STOP_MARKET',
      callbackRate: '0.5',
    })
  }

  for (let round = 0; clock.now() < market.to; round++) {
    const rows: { symbol: string }[] = (await send('GET', '/v3/positionRisk', {})).body
    for (const symbol of symbols) if (!rows.some(row => row.symbol === symbol)) await enter(symbol, round)
    const until = market.from + (round + 1) * plan.everyMs
    while (clock.now() < until) {
      clock.advance(Math.min(plan.lookMs, until - clock.now()))
      await send('GET', '/v3/positionRisk', {})
    }
  }
  const ledgers = await Promise.all(symbols.map(symbol => venue.ledger(symbol)))
  const wallet = (await send('GET', '/v3/account', {})).body.totalWalletBalance
  return { ledgers, requests, refused, wallet }
}
