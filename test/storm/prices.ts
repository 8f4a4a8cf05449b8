import { fileURLToPath } from 'node:url'
import type { PriceFeed, PriceStep } from '#paper/ports.ts'
import { openMarket } from '../../infra/local/market/market.ts'
import type { Chance } from './chance.ts'

const stepMs = 1_000

/** 2025-05-05T12:00:00Z: funding is paid at full hours. */
const fundedAt = 1_746_446_400_000
/** A storm contains no midnight, and one full hour. */
export const stormStart = fundedAt - 120_000

/** Where random walks begin, and the tick of each symbol. */
const symbols: Readonly<Record<string, { readonly price: number; readonly decimals: number }>> = {
  BTCUSDT: { price: 60_000, decimals: 1 },
  ETHUSDT: { price: 3_000, decimals: 2 },
  SOLUSDT: { price: 200, decimals: 2 },
  XRPUSDT: { price: 2.5, decimals: 4 },
  DOGEUSDT: { price: 0.25, decimals: 5 },
}

/** Prices of one storm: random walks of any roughness with jumps, or a piece of the recorded crash. */
export function stormPrices(chance: Chance, start: number, lengthMs: number): PriceFeed {
  const { from, to, feed } = recording()
  const room = to - from - lengthMs
  if (chance.share('recorded prices') < 0.25)
    return shifted(feed, from + Math.floor(chance.share('piece') * room) - start)
  return walks(chance, start)
}

let opened: ReturnType<typeof openMarket> | undefined
function recording() {
  const sample = fileURLToPath(new URL('../../infra/local/sample', import.meta.url))
  opened ??= openMarket({ klines: [sample] })
  return opened
}

/** A recorded feed as if it happened `by` milliseconds earlier; symbols that were not recorded walk. */
function shifted(feed: PriceFeed, by: number): PriceFeed {
  const back = (step: PriceStep): PriceStep => {
    const { fundingRate: _, ...rest } = step
    return { ...rest, time: step.time - by }
  }
  return {
    async latest(symbol, at) {
      const step = await feed.latest(symbol, at + by)
      return step && back(step)
    },
    steps: async (symbol, from, to) => (await feed.steps(symbol, from + by, to + by)).map(back),
  }
}

function walks(chance: Chance, start: number): PriceFeed {
  const made = new Map<string, PriceStep[]>()
  const upTo = (symbol: string, at: number): readonly PriceStep[] => {
    const known = symbols[symbol]
    if (!known) return []
    const steps = made.get(symbol) ?? []
    made.set(symbol, steps)
    for (let time = start + steps.length * stepMs; time <= at; time += stepMs)
      steps.push(walkedStep(chance, symbol, known, time, steps.at(-1)))
    return steps
  }
  const indexAt = (at: number) => Math.floor((at - start) / stepMs)
  return {
    latest: async (symbol, at) => upTo(symbol, at)[indexAt(at)],
    steps: async (symbol, from, to) =>
      upTo(symbol, to).slice(Math.max(0, indexAt(from) + 1), indexAt(to) + 1),
  }
}

function walkedStep(
  chance: Chance,
  symbol: string,
  { price, decimals }: { readonly price: number; readonly decimals: number },
  time: number,
  before: PriceStep | undefined,
): PriceStep {
  const key = `${symbol} ${time}`
  const roughness = 10 ** chance.between(-4.2, -3, `${symbol} roughness`)
  const jumps = chance.share(`${key} jump`) < chance.between(0, 0.02, `${symbol} jumps`)
  const drift = (chance.share(`${key} walk`) - 0.5) * 3.4 * roughness
  const jump = jumps ? (chance.share(`${key} size`) - 0.5) * 0.02 : 0
  const last = before === undefined ? price : Number(before.last) * (1 + drift + jump)
  const basis = (chance.share(`${key} basis`) - 0.5) * roughness
  const tick = 10 ** -decimals
  return {
    time,
    last: last.toFixed(decimals),
    mark: (last * (1 + basis)).toFixed(decimals),
    bid: last.toFixed(decimals),
    ask: (last + tick).toFixed(decimals),
    volume: (2_000_000 / last).toFixed(3),
    ...(time === fundedAt && {
      fundingRate: chance.pick(['0', '0.0005', '-0.0005'], 'funding rate'),
    }),
  }
}
