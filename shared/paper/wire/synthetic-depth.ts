import { bookLevels } from '../core/levels.ts'
import type { PriceStep } from '../ports.ts'
import { refuse } from '../refusal.ts'
import type { SymbolRules } from '../rules.ts'
import type { PaperSettings } from '../settings.ts'
import type { Endpoint, EndpointCall } from './endpoint.ts'
import type { Params } from './params.ts'

/** The allowed numbers of levels, with their weights. */
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

/** Price and quantity. */
export type BookLevel = readonly [string, string]

/** The book that market orders walk through; both settings are the venue's (`spreadFloorBps`, `impact`). */
export function drawnBook(step: PriceStep, rules: SymbolRules, settings: PaperSettings, levels: number) {
  const side = (book: 'bids' | 'asks') =>
    bookLevels(book, levels, step, rules, settings).map(
      ({ price, quantity }): BookLevel => [
        price.toFixed(rules.pricePrecision),
        quantity.toFixed(rules.quantityPrecision),
      ],
    )
  return { bids: side('bids'), asks: side('asks') }
}
