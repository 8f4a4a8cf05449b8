import { type KeptLineParts, keepLine } from './kept-line.ts'
import { changes } from './told-of-marks.ts'

export interface FollowingLineParts extends Pick<KeptLineParts, 'clock' | 'open' | 'random' | 'address'> {
  /** What is told of a symbol, as Binance names streams. */
  streamsOf(symbol: string): readonly string[]
  held(again: boolean): void
  lost(why: string): void
  text(text: string): void
}

/** One connection for all symbols, which is told what to begin and what to end. */
export interface FollowingLine {
  /** The symbols that are told of from now on, instead of those before. */
  follow(symbols: readonly string[]): void
  /** Gives up the connection at hand: another one is made at once. */
  renew(why: string): void
  stop(): void
}

export function followingLine({ streamsOf, ...parts }: FollowingLineParts): FollowingLine {
  let wanted: ReadonlySet<string> = new Set()
  let told: ReadonlySet<string> = new Set()
  let isHeld = false
  let requests = 0
  const ask = () => {
    if (!isHeld) return
    for (const request of changes(told, wanted, () => (requests += 1), streamsOf)) line.send(request)
    told = wanted
  }
  const line = keepLine({
    ...{ clock: parts.clock, open: parts.open, random: parts.random, address: parts.address },
    restsUntil: () => undefined,
    held: (_, again) => {
      isHeld = true
      told = new Set()
      ask()
      parts.held(again)
    },
    lost: why => {
      isHeld = false
      parts.lost(why)
    },
    text: parts.text,
  })
  return {
    follow: symbols => {
      wanted = new Set(symbols)
      ask()
    },
    renew: line.renew,
    stop: line.stop,
  }
}
