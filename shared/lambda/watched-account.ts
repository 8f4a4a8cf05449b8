import { toldOfAccount } from '#binance/streams/told-of-account.ts'
import { timing } from '#domain/timing.ts'
import type { WatchedPrices } from '#paper/feed/watched-prices.ts'
import type { AccountWatch } from '#paper/streams/account-watch.ts'
import type { Clock } from '#ports/clock.ts'
import type { Ear, Listening } from '#ports/venue-stream.ts'

export interface WatchedAccountParts {
  readonly watch: AccountWatch
  readonly prices: WatchedPrices
  readonly clock: Clock
  readonly ear: Ear
  /** Asks for the prices of these symbols, in place of the previous ones. */
  wanted(symbols: readonly string[]): void
  /** Whether no stream reports mark prices: then each beat reads them. */
  readonly tellsMarks: boolean
}

const { beat, failing, unheard, marks } = timing.sentinel.paper

/**
 * Looks at an account twice a second, and tells its events as its stream would: they are read by the same rules as
 * Binance's own words. A failed look counts as a line that was lost for as long.
 */
export function watchedAccount(parts: WatchedAccountParts): Listening {
  const { watch, prices, clock, ear } = parts
  let followed: readonly string[] = []
  let asked = ''
  let isStopped = false
  let isHeld = false
  let everHeld = false
  let heldAt: number | undefined
  /** When prices went missing. */
  let silentSince: number | undefined
  let markedAt = Number.NEGATIVE_INFINITY

  const want = () => {
    const symbols = [...new Set([...followed, ...watch.open()])].sort()
    if (symbols.join() === asked) return
    asked = symbols.join()
    prices.keep(symbols)
    parts.wanted(symbols)
  }

  const hold = () => {
    heldAt = clock.now()
    if (isHeld) return
    isHeld = true
    ear.held('account', everHeld)
    everHeld = true
  }
  const lose = (why: string) => {
    if (!isHeld) return
    isHeld = false
    ear.lost('account', why)
  }

  const tell = (text: string) => {
    const event = toldOfAccount(text)
    if (event.read === 'told') for (const told of event.told) ear.hear(told)
    else if (event.read === 'unread') ear.unread('account', event.why)
  }

  const tellMarks = async () => {
    const now = clock.now()
    if (!parts.tellsMarks || now - markedAt < marks) return
    markedAt = now
    for (const symbol of followed) {
      const step = await prices.feed.latest(symbol, now)
      if (step) ear.hear({ kind: 'mark', symbol, mark: step.mark })
    }
  }

  /** Whether the prices of all open positions are told, or were until a moment ago. */
  const isWhole = (): boolean => {
    const silent = watch.open().find(symbol => !prices.isWhole(symbol))
    silentSince = silent === undefined ? undefined : (silentSince ?? clock.now())
    if (silentSince === undefined || clock.now() - silentSince <= unheard) return true
    lose(`no prices of ${silent} arrive`)
    return false
  }

  /** Whether the look succeeded. */
  async function once(): Promise<boolean> {
    try {
      for (const event of await watch.look()) tell(JSON.stringify(event))
      want()
      await tellMarks()
      await prices.tidy()
    } catch (error) {
      lose(error instanceof Error ? error.message : String(error))
      return false
    }
    if (isWhole()) hold()
    return true
  }

  /** A failing read is tried ever less often: prices that are not streamed are read, and that has weight. */
  async function keep(): Promise<void> {
    for (let failed = 0; !isStopped; ) {
      failed = (await once()) ? 0 : failed + 1
      if (!isStopped) await clock.sleep(Math.min(failing, beat * 2 ** failed))
    }
  }
  void keep()
  return {
    heldAt: () => heldAt,
    follow: symbols => {
      followed = symbols
      want()
    },
    // Reads of prices are bounded where they are made, and are no account's.
    rest: () => undefined,
    heed: () => {},
    drainUsage: () => ({ weight: 0, orders: 0 }),
    stop: () => {
      isStopped = true
    },
  }
}
