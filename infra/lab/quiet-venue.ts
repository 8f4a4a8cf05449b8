import { advance } from '#paper/core/advance.ts'
import { isIdle } from '#paper/core/record.ts'
import type { PriceStep, VenueStore } from '#paper/ports.ts'
import type { SymbolRecord } from '#paper/records.ts'
import type { RuleBook } from '#paper/rules/rule-book.ts'
import { defaultPaperSettings } from '#paper/settings.ts'

/** The paper venue's books, watched for whether anything happens in them. */
export interface QuietVenue {
  /** The same store, which notices what is saved. */
  readonly store: VenueStore
  /** How often something else than the time up to which the market was applied has been saved. */
  changes(): number
  /** Whether the market does nothing to any position or order until then, beginning where it was asked last. */
  isQuietUntil(time: number): boolean
  /** Nothing that was asked before counts: the market is gone through from here. */
  beginAt(time: number): void
}

export type StepsOf = (symbol: string, from: number, to: number) => readonly PriceStep[]

export function quietVenue(store: VenueStore, stepsOf: StepsOf, rules: Pick<RuleBook, 'get'>): QuietVenue {
  const records = new Map<string, SymbolRecord>()
  let changes = 0
  let checkedTo = Number.POSITIVE_INFINITY

  /** A position that stands on the whole account's margin is not judged alone. */
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

/** But for how far the market was applied. */
function isSame(one: SymbolRecord | undefined, other: SymbolRecord): boolean {
  if (!one) return false
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])] as (keyof SymbolRecord)[]
  return keys.every(key => key === 'cursor' || one[key] === other[key])
}
