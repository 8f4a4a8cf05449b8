import type { VenueRules } from '../rules.ts'
import { bookOf, type Origins, type RuleBook, type RulesSource } from './rule-book.ts'
import { snapshotBook } from './snapshot-book.ts'

/** The answer of a recorded market's server: bodies of the symbols that have prices, and their origins. */
export interface RecordedRules extends VenueRules {
  readonly origins: Readonly<Record<string, Origins>>
}

/**
 * The rules of a recorded market that another thread or process serves (see market/market-server.ts). They are read
 * once, because they do not change during a run. A symbol without prices has the snapshot's rules, if there are any,
 * and is not listed. Fails while the server does not answer.
 */
export function recordedRules(url: string): RulesSource {
  let book: Promise<RuleBook> | undefined
  const read = async (): Promise<RuleBook> => {
    const response = await fetch(`${url}/rules`)
    const body = await response.text()
    if (!response.ok)
      throw new Error(`Expected the rules of the recorded market at ${url}, got ${response.status} ${body}`)
    const { origins, ...rules } = JSON.parse(body) as RecordedRules
    const told = bookOf(rules)
    const others = snapshotBook()
    return {
      ...told,
      get: symbol => told.get(symbol) ?? others.get(symbol),
      bracketsOf: symbol => told.bracketsOf(symbol) ?? others.bracketsOf(symbol),
      originsOf: symbol => origins[symbol] ?? others.originsOf(symbol),
    }
  }
  return {
    now() {
      book ??= read()
      book.catch(() => {
        book = undefined
      })
      return book
    },
  }
}
