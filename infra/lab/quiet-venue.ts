import { advance } from '#paper/core/advance.ts'
import { isIdle } from '#paper/core/record.ts'
import type { PriceStep, VenueStore } from '#paper/ports.ts'
import type { SymbolRecord } from '#paper/records.ts'
import type { RuleBook } from '#paper/rules/rule-book.ts'
import { defaultPaperSettings } from '#paper/settings.ts'

/** The paper venue's books, watched for changes. */
export interface QuietVenue {
  /** The same store, noticing saves. */
  readonly store: VenueStore
  /** Number of saves that changed more than the time up to which the market was applied. */
  changes(): number
  /** Whether the market affects no position or order until then, checked from where the last call ended. */
  isQuietUntil(time: number): boolean
  /** Discards earlier checks: the next one begins here. */
  beginAt(time: number): void
}

export type StepsOf = (symbol: string, from: number, to: number) => readonly PriceStep[]

export function quietVenue(store: VenueStore, stepsOf: StepsOf, rules: Pick<RuleBook, 'get'>): QuietVenue {
  const records = new Map<string, SymbolRecord>()
  let changes = 0
  let checkedTo = Number.POSITIVE_INFINITY

  /** A position in cross margin cannot be judged alone. */
  const staysAsItIs = (record: SymbolRecord, until: number): boolean => {
    if (isIdle(record)) return true
    const own = rules.get(record.symbol)
    if (!own || record.marginType !== 'isolated' || record.hedge !== undefined) return false
    const steps = stepsOf(record.symbol, checkedTo, until)
    const at = { ...record, cursor: Math.max(record.cursor, checkedTo) }
    const venue = { rules: own, settings: defaultPaperSettings, backing: undefined }
    return !advance(at, steps, venue, until).changed
  }

  return {
    changes: () => changes,
    beginAt(time) {
      checkedTo = time
    },
    isQuietUntil(time) {
      if (time <= checkedTo) return true
      const quiet = [...records.values()].every(record => staysAsItIs(record, time))
      if (quiet) checkedTo = time
      return quiet
    },
    store: {
      ...store,
      async saveAccount(account, version) {
        changes += 1
        return store.saveAccount(account, version)
      },
      async saveSymbol(symbol, record, version) {
        const saved = await store.saveSymbol(symbol, record, version)
        if (!saved) return false
        if (!isSame(records.get(symbol), record)) changes += 1
        records.set(symbol, record)
        return true
      },
    },
  }
}

/** Except the time up to which the market was applied. */
function isSame(one: SymbolRecord | undefined, other: SymbolRecord): boolean {
  if (!one) return false
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])] as (keyof SymbolRecord)[]
  return keys.every(key => key === 'cursor' || one[key] === other[key])
}
