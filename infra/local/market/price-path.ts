import type { Candle } from './candles.ts'

/**
 * A candle shows the extremes of the price, not their order. Both orders are played, because at 30x the order decides
 * most stops.
 *
 * - `adverse-first`: open, the extreme against the candle's direction, the other extreme, close. A rising
 *   candle visits its low first, a falling one its high. The default.
 * - `favourable-first`: open, the extreme in the candle's direction, the other extreme, close.
 */
export const pathOrders = ['adverse-first', 'favourable-first'] as const
export type PathOrder = (typeof pathOrders)[number]
/** One of the two, or for each candle one chosen by a coin with this seed. */
export type PricePath = PathOrder | `random:${number}`

/**
 * Steps at which the path turns: at the first extreme and at the second. Step 0 is the open, the last step the close.
 */
export interface Turns {
  readonly first: number
  readonly second: number
}

/** The four prices in path order. A candle that closes where it opened counts as rising. */
export function waypoints(candle: Candle, order: PricePath): readonly [number, number, number, number] {
  return lowFirst(candle, order)
    ? [candle.open, candle.low, candle.high, candle.close]
    : [candle.open, candle.high, candle.low, candle.close]
}

export function lowFirst(candle: Candle, order: PricePath): boolean {
  const { open, close } = candle
  if (order.startsWith('random:')) return coin(Number(order.slice('random:'.length)), candle)
  return close >= open === (order === 'adverse-first')
}

/** Always the same for the same candle and seed; prices distinguish symbols. */
function coin(seed: number, { openTime, open, high, volume }: Candle): boolean {
  let hash = Math.imul(seed + 1, 0x9e3779b1)
  for (const part of [openTime / 1000, open, high, volume]) {
    hash = Math.imul(hash ^ (part | 0), 0x85ebca6b)
    hash ^= hash >>> 13
  }
  return (hash & 0x100) !== 0
}

/** Turning steps that give the price a constant speed through the whole candle. `steps` is at least 4. */
export function turnsOf(points: readonly [number, number, number, number], steps: number): Turns {
  const [open, one, two, close] = points
  const legs = [Math.abs(one - open), Math.abs(two - one), Math.abs(close - two)] as const
  const length = legs[0] + legs[1] + legs[2]
  const last = steps - 1
  const at = (walked: number, still: number) =>
    Math.round(length === 0 ? last * still : (last * walked) / length)
  const first = Math.min(Math.max(at(legs[0], 1 / 3), 1), last - 2)
  const second = Math.min(Math.max(at(legs[0] + legs[1], 2 / 3), first + 1), last - 1)
  return { first, second }
}

/**
 * The price at each step: straight lines between the waypoints, rounded to the tick. Waypoints keep their recorded
 * price, even if an older tick was finer than the present one.
 */
export function walk(
  points: readonly [number, number, number, number],
  turns: Turns,
  steps: number,
  tick: number,
): number[] {
  const [open, one, two, close] = points
  return [
    ...leg(open, one, turns.first, tick),
    ...leg(one, two, turns.second - turns.first, tick),
    ...leg(two, close, steps - 1 - turns.second, tick),
    close,
  ]
}

/** `count` steps from `start` (included) to `end` (excluded). */
function leg(start: number, end: number, count: number, tick: number): number[] {
  const low = Math.min(start, end)
  const high = Math.max(start, end)
  return Array.from({ length: count }, (_, index) => {
    if (index === 0) return start
    const onTick = Math.round((start + ((end - start) * index) / count) / tick) * tick
    return Math.min(Math.max(onTick, low), high)
  })
}

/** The candle's volume split over its steps in whole units, without loss. */
export function spreadVolume(volume: number, steps: number): number[] {
  const each = Math.floor(volume / steps)
  const rest = volume - each * steps
  return Array.from(
    { length: steps },
    (_, index) => each + Math.floor((rest * (index + 1)) / steps) - Math.floor((rest * index) / steps),
  )
}
