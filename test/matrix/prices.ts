import type { PriceFeed, PriceStep } from '#paper/ports.ts'

/** From this time on (ms) the market stands at this price. */
export type PriceAt = readonly [from: number, price: string]

const stepMs = 1_000
const hour = 3_600_000
/** Paid by a long at each full hour. */
const fundingRate = '0.0005'

/**
 * A deep market that stands still except at the moments in which a scenario moves it; funding is paid at full hours.
 */
export function standingMarket(moves: readonly PriceAt[]): PriceFeed {
  const stepAt = (time: number): PriceStep => {
    const price = moves.findLast(([from]) => from <= time)?.[1] ?? moves[0]?.[1] ?? '0'
    const funding = time % hour === 0 && { fundingRate }
    return { time, last: price, mark: price, bid: price, ask: price, volume: '1000000', ...funding }
  }
  return {
    latest: async (symbol, at) =>
      symbol === 'ETHUSDT' ? stepAt(Math.max(floor(at), lastMove(moves, at))) : undefined,
    steps: async (symbol, from, to) => {
      if (symbol !== 'ETHUSDT') return []
      const times = new Set(moves.map(([time]) => time).filter(time => time > from && time <= to))
      for (let time = floor(from) + stepMs; time <= to; time += stepMs) times.add(time)
      return [...times].sort((a, b) => a - b).map(stepAt)
    },
  }
}

const floor = (time: number): number => Math.floor(time / stepMs) * stepMs
const lastMove = (moves: readonly PriceAt[], at: number): number =>
  moves.findLast(([from]) => from <= at)?.[0] ?? 0
