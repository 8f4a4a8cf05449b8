import type { BracketBody, SymbolBodies } from '../rules.ts'
import { exchangeHead } from './exchange-head.ts'
import { lazyBook, type Origin, type Origins, type RuleBook } from './rule-book.ts'
import {
  snapshotBrackets,
  snapshotDays,
  snapshotFunding,
  snapshotInfo,
  snapshotSymbols,
  strictestBrackets,
} from './snapshot.ts'

const ofDay = (of: string): Origin => ({ source: 'snapshot', of })
const ofInfo = ofDay(snapshotDays.exchangeInfo)
const ofFunding = ofDay(snapshotDays.fundingInfo)

/** The snapshot's brackets of a symbol; if it has none, the strictest ones. */
export function snapshotBracketsOf(symbol: string): {
  readonly brackets: BracketBody
  readonly origin: Origin
} {
  const of = snapshotDays.leverageBracket
  const brackets = snapshotBrackets(symbol)
  if (brackets) return { brackets, origin: ofDay(of) }
  return { brackets: strictestBrackets(symbol), origin: { source: 'strictest', of } }
}

/** Undefined for a symbol that was not listed on the snapshot's day. */
export function snapshotBodies(symbol: string): (SymbolBodies & { readonly origins: Origins }) | undefined {
  const info = snapshotInfo(symbol)
  if (info === undefined) return undefined
  const { brackets, origin } = snapshotBracketsOf(symbol)
  const origins = { rules: ofInfo, brackets: origin, funding: ofFunding }
  return { info, brackets, funding: snapshotFunding(symbol), origins }
}

let book: RuleBook | undefined

/** Every perpetual of the snapshot's day. */
export function snapshotBook(): RuleBook {
  book ??= lazyBook({ head: exchangeHead, listed: snapshotSymbols(), bodiesOf: snapshotBodies })
  return book
}
