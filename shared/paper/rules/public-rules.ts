import * as z from 'zod'
import { timing } from '#domain/timing.ts'
import type { Clock } from '#ports/clock.ts'
import { publicClient } from '../feed/public-client.ts'
import { exchangeInfoBody, readExchangeInfo, readFundingInfo } from './exchange-info-body.ts'
import { packFunding } from './packed-groups.ts'
import { bookOfReading, holding, type Reading, readingAfter } from './reading.ts'
import type { RuleBook, RulesSource } from './rule-book.ts'
import { snapshotBook } from './snapshot-book.ts'

/**
 * Readings that several processes share, so that one asks Binance for all, and all check orders against the same
 * rules.
 */
export interface ReadingStore {
  /** The last readings, oldest first: the current one and, if known, the next. */
  read(): Promise<readonly Reading[]>
  /** Replaces the readings that `read` returned; false if another process was faster. */
  save(readings: readonly Reading[], before: readonly Reading[]): Promise<boolean>
}

/** What the operator should know about a reading. */
export interface PublicRulesTold {
  /** Binance's rules could not be read: the last reading serves on or, if there is none, the snapshot. */
  failed(error: unknown, serving: Reading | undefined): void
  /** Unreadable rows; their symbols keep their previous rules. */
  unread(problems: readonly string[]): void
}

export interface PublicRulesOptions {
  readonly clock: Clock
  readonly fetch?: typeof fetch
  /** Default `https://fapi.binance.com`. */
  readonly baseUrl?: string
  /** Real milliseconds for one request; default 1500. */
  readonly timeoutMs?: number
  /** Absent if this process is alone. */
  readonly store?: ReadingStore
  readonly told?: PublicRulesTold
}

const { fresh, look, looksAhead } = timing.paperRules
const silent: PublicRulesTold = { failed() {}, unread() {} }

/**
 * Every symbol's rules from Binance's public exchangeInfo and fundingInfo (weight 2 an hour for all processes
 * together). Reading brackets needs a key, so they come from the snapshot. A new reading takes effect only once every
 * process has looked, so that all check an order against the same rules. If Binance does not answer, the last reading
 * or the snapshot serves on; the failure is reported, and the next look tries again.
 */
export function publicRules(options: PublicRulesOptions): RulesSource {
  const { clock, baseUrl = 'https://fapi.binance.com', timeoutMs = 1_500, told = silent } = options
  const store = options.store ?? memoryReadings()
  const failed = (what: string, reason: string, more?: ErrorOptions) =>
    new Error(`Binance's ${what} could not be read: ${reason}`, more)
  const { get } = publicClient({ clock, baseUrl, timeoutMs, fetch: options.fetch ?? fetch, failed })
  const slotOf = (time: number) => Math.floor(time / look)
  let looked: { readonly slot: number; readonly readings: Promise<readonly Reading[]> } | undefined
  const books = new WeakMap<Reading, RuleBook>()

  const ask = async (last: Reading | undefined, at: Pick<Reading, 'readAt' | 'from'>): Promise<Reading> => {
    const [info, funding] = await Promise.all([
      get('exchangeInfo', 1, 'v1/exchangeInfo', {}, exchangeInfoBody),
      get('fundingInfo', 1, 'v1/fundingInfo', {}, z.array(z.unknown())),
    ])
    const symbols = readExchangeInfo(info.symbols)
    const paid = readFundingInfo(funding)
    const unread = [...symbols.unread, ...paid.unread]
    if (unread.length > 0) told.unread(unread.map(({ problem }) => problem))
    if (symbols.rows.length === 0) throw failed('exchangeInfo', 'none of its symbols can be read.')
    return readingAfter(last, { ...at, symbols, funding: packFunding(paid.rows) })
  }

  /** Returns the known readings, followed by a new one if one was due and could be read. */
  const renewed = async (known: readonly Reading[]): Promise<readonly Reading[]> => {
    const [now, last] = [clock.now(), known.at(-1)]
    if (last !== undefined && now - last.readAt < fresh) return known
    const holds = holding(known, now)
    const from = holds ? (slotOf(now) + looksAhead) * look : Number.MIN_SAFE_INTEGER
    try {
      const next = await ask(last, { readAt: now, from })
      const readings = holds ? [holds, next] : [next]
      return (await store.save(readings, known)) ? readings : await store.read()
    } catch (error) {
      told.failed(error, last)
      return known
    }
  }

  const lookAt = (slot: number) => {
    const readings = store.read().then(renewed)
    looked = { slot, readings }
    readings.catch(() => {
      looked = undefined
    })
    return readings
  }

  return {
    async now() {
      const slot = slotOf(clock.now())
      const readings = await (looked?.slot === slot ? looked.readings : lookAt(slot))
      const holds = holding(readings, clock.now())
      if (holds === undefined) return snapshotBook()
      const book = books.get(holds) ?? bookOfReading(holds)
      books.set(holds, book)
      return book
    },
  }
}

/** The store of a process that is alone. */
function memoryReadings(): ReadingStore {
  let readings: readonly Reading[] = []
  return {
    read: async () => readings,
    save: async next => {
      readings = next
      return true
    },
  }
}
