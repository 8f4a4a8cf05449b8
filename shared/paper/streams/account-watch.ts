import type { Clock } from '#ports/clock.ts'
import { isIdle } from '../core/record.ts'
import type { WatchedPrices } from '../feed/watched-prices.ts'
import { processHook, type VenueHook } from '../hook.ts'
import type { VenueStore, Versioned } from '../ports.ts'
import type { AccountRecord } from '../records.ts'
import { bookOf, isSource, type RuleBook, type RulesSource } from '../rules/rule-book.ts'
import type { VenueRules } from '../rules.ts'
import { defaultPaperSettings, type PaperSettings, processSettings } from '../settings.ts'
import { createPaperVenue, type PaperVenue } from '../venue.ts'
import { overheardStore } from './overheard-store.ts'
import type { Standing } from './standing.ts'
import type { UserEvent } from './user-event.ts'
import { userStream } from './user-stream.ts'

export interface AccountWatchParts {
  readonly store: VenueStore
  readonly prices: WatchedPrices
  readonly clock: Clock
  readonly rules: VenueRules | RulesSource
  readonly settings?: Partial<PaperSettings>
  /** The faults; defaults to those of this process's host, if any. */
  readonly faults?: VenueHook
}

/** Watches an account that lives in a store: brings it up to the present, and returns what happened to it. */
export interface AccountWatch {
  /**
   * What happened since the last look, whichever process caused it, in Binance's words. After a failed look, events
   * until the next one are missing.
   */
  look(): Promise<readonly UserEvent[]>
  /** The symbols with something open, as of the last look. */
  open(): readonly string[]
}

/** No event depends on the account's settings. */
const accountKeptMs = 60_000

/**
 * The watcher is one more process whose requests bring the venue up to date, with no rights before the others. It
 * saves a change that the market made only after it has shared the steps that made it, and only to the record that
 * the steps were read for. If it is killed in between, all others compute the same change from the shared steps.
 */
export function accountWatch(parts: AccountWatchParts): AccountWatch {
  const { prices, clock } = parts
  const settings = { ...defaultPaperSettings, ...processSettings(), ...parts.settings }
  const faults = parts.faults ?? processHook()
  const source = isSource(parts.rules) ? parts.rules : always(bookOf(parts.rules))
  let book: RuleBook | undefined
  let isVoid = false
  let open: readonly string[] = []

  const built: VenueStore = {
    ...parts.store,
    account: remembered(() => parts.store.account(), clock),
    saveSymbol: async (symbol, record, loadedVersion) => {
      if (!(await prices.publish())) isVoid = true
      return isVoid ? false : parts.store.saveSymbol(symbol, record, loadedVersion)
    },
  }
  const store = overheardStore(built, prices.changed)
  const venueNow = (): PaperVenue =>
    createPaperVenue({ ...parts, store, feed: prices.feed, settings, faults, rules: parts.rules })
  let venue = venueNow()

  const standing = async (): Promise<Standing> => {
    book = await source.now()
    const found = await venue.standing()
    open = found.symbols.map(({ record }) => record).flatMap(each => (isIdle(each) ? [] : [each.symbol]))
    return found
  }
  const rules = { get: (symbol: string) => book?.get(symbol) }
  const user = userStream({ store, venue: { standing }, settings }, rules, {
    now: () => clock.now(),
    news: () => {},
  })

  const lookOnce = async (): Promise<readonly UserEvent[]> => {
    user.listen()
    try {
      return (await user.collect()).events.map(({ event }) => event)
    } catch (error) {
      user.rest()
      throw error
    }
  }

  return {
    open: () => open,
    look: async () => {
      const events = await lookOnce()
      if (!isVoid) return events
      // The look was computed from lines that no other process has: look again, with the lines that all have.
      isVoid = false
      venue = venueNow()
      return [...events, ...(await lookOnce())]
    },
  }
}

const always = (book: RuleBook): RulesSource => ({ now: async () => book })

/** The account is changed by hand, if at all. */
function remembered(
  read: () => Promise<Versioned<AccountRecord> | undefined>,
  clock: Pick<Clock, 'now'>,
): VenueStore['account'] {
  let kept: { readonly at: number; readonly account: ReturnType<typeof read> } | undefined
  return () => {
    const now = clock.now()
    if (kept === undefined || now - kept.at > accountKeptMs) {
      kept = { at: now, account: read() }
      kept.account.catch(() => {
        kept = undefined
      })
    }
    return kept.account
  }
}
