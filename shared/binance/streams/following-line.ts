import { timing } from '#domain/timing.ts'
import { type KeptLineParts, keepLine } from './kept-line.ts'
import { changes } from './told-of-marks.ts'

export interface FollowingLineParts extends Pick<KeptLineParts, 'clock' | 'open' | 'random' | 'address'> {
  /** The streams of a symbol, by Binance's names. */
  streamsOf(symbol: string): readonly string[]
  held(again: boolean): void
  lost(why: string): void
  /**
   * The line is held but has been silent for too long, although it should deliver each second: it is reopened,
   * elsewhere if possible.
   */
  isMute(why: string): void
  text(text: string): void
}

/** One connection for all symbols; requests on it begin and end their streams. */
export interface FollowingLine {
  /** The symbols that are followed from now on, in place of the previous ones. */
  follow(symbols: readonly string[]): void
  /** Gives up the present connection: another one is made at once. */
  renew(why: string): void
  /** A message about a followed symbol arrived. */
  told(): void
  stop(): void
}

export function followingLine({ streamsOf, ...parts }: FollowingLineParts): FollowingLine {
  const { clock } = parts
  let wanted: ReadonlySet<string> = new Set()
  let told: ReadonlySet<string> = new Set()
  let isHeld = false
  let requests = 0
  let toldAt = clock.now()
  const ask = () => {
    if (!isHeld) return
    for (const request of changes(told, wanted, () => (requests += 1), streamsOf)) line.send(request)
    told = wanted
  }
  const line = keepLine({
    ...{ clock, open: parts.open, random: parts.random, address: parts.address },
    restsUntil: () => undefined,
    held: (_, again) => {
      isHeld = true
      told = new Set()
      toldAt = clock.now()
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
      if (wanted.size === 0) toldAt = clock.now()
      wanted = new Set(symbols)
      ask()
      if (!isHeld || wanted.size === 0 || clock.now() - toldAt < timing.streams.mute) return
      const why = `no message for ${timing.streams.mute / 1000} s`
      line.passOver(why)
      parts.isMute(why)
    },
    renew: line.renew,
    told: () => {
      toldAt = clock.now()
    },
    stop: line.stop,
  }
}
