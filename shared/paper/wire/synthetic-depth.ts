import { type Dec, dec, toMultiple } from '#domain/decimal.ts'
import { depthPerBp, touchOf } from '../core/book.ts'
import type { PriceStep } from '../ports.ts'
import { refuse } from '../refusal.ts'
import type { SymbolRules } from '../rules.ts'
import type { PaperSettings } from '../settings.ts'
import type { Endpoint, EndpointCall } from './endpoint.ts'
import type { Params } from './params.ts'

/** Levels that may be asked for, and what they weigh. */
const WEIGHTS: ReadonlyMap<number, number> = new Map([
  [5, 2],
  [10, 2],
  [20, 2],
  [50, 2],
  [100, 5],
  [500, 10],
  [1000, 20],
])
const USUAL_LEVELS = 500

export const depthEndpoint: Endpoint = {
  method: 'GET',
  path: '/v1/depth',
  access: 'public',
  weight: params => WEIGHTS.get(levelsOf(params)) ?? 0,
  answer: getDepth,
}

function levelsOf(params: Params): number {
  const levels = params.integer('limit') ?? USUAL_LEVELS
  if (!WEIGHTS.has(levels)) throw refuse(-4021, levels)
  return levels
}

async function getDepth({ session, params }: EndpointCall) {
  const rules = session.market.rulesOf(params.text('symbol'))
  const levels = levelsOf(params)
  const step = await session.market.step(rules.symbol)
  return {
    lastUpdateId: step.time,
    E: session.at,
    T: step.time,
    ...drawnBook(step, rules, session.settings, levels),
  }
}

/**
 * The book that market orders walk through, drawn around the touch: one basis point's depth at the touch and the
 * same in each further basis point, told at the tick where it ends. Both settings are the venue's
 * (`spreadFloorBps`, `impact`).
 */
export function drawnBook(step: PriceStep, rules: SymbolRules, settings: PaperSettings, levels: number) {
  const touch = touchOf(step, rules, settings)
  const depth = toMultiple(depthPerBp(step, settings), rules.lot.step, 'down')
  return {
    bids: side(touch.bid, -1, levels, depth, rules),
    asks: side(touch.ask, 1, levels, depth, rules),
  }
}

/** Price and quantity. */
export type BookLevel = readonly [string, string]

/** Where a tick is wider than a basis point, several of them stand at one price. */
function side(
  best: Dec,
  outward: 1 | -1,
  levels: number,
  depth: Dec,
  rules: SymbolRules,
): readonly BookLevel[] {
  const book = new Map<string, Dec>()
  for (let bps = 0; book.size <= levels && bps < 10_000; bps++) {
    const price = toMultiple(
      best.times(dec(1).plus(dec(bps * outward).div(10_000))),
      rules.tickSize,
      outward === 1 ? 'up' : 'down',
    )
    if (price.lt(rules.minPrice) || price.gt(rules.maxPrice)) break
    const text = price.toFixed(rules.pricePrecision)
    book.set(text, (book.get(text) ?? dec(0)).plus(depth))
  }
  return [...book]
    .slice(0, levels)
    .map(([price, quantity]) => [price, quantity.toFixed(rules.quantityPrecision)] as const)
}
