import { exchangeHead } from '#paper/rules/exchange-head.ts'
import { lazyBook, type Origin, type Origins, type RuleBook } from '#paper/rules/rule-book.ts'
import { shippedOn, shippedRules } from '#paper/rules/shipped.ts'
import { snapshotBodies, snapshotBracketsOf } from '#paper/rules/snapshot-book.ts'
import type { BracketBody, ExchangeInfoSymbol, FundingInfoBody, SymbolBodies } from '#paper/rules.ts'
import type { CandleSeries } from '../market/candle-series.ts'
import { derivedInfo } from './derived-rules.ts'
import type { GivenRules } from './given-rules.ts'

type Known<Body> = { readonly body: Body; readonly origin: Origin }

/**
 * The rules of a recorded market's symbols, each from the first source that has it: the given files, the rules
 * recorded with the sample, the snapshot, its own recording. A symbol with prices trades here, whatever became of it
 * at Binance; a symbol without prices is known if the snapshot has it, and not listed.
 */
export function marketRules(series: readonly CandleSeries[], given: GivenRules): RuleBook {
  const bySymbol = new Map(series.map(each => [each.symbol, each]))
  return lazyBook({
    head: exchangeHead,
    listed: [...bySymbol.keys()],
    bodiesOf(symbol) {
      const own = bySymbol.get(symbol)
      return own ? bodiesOf(symbol, given, () => derivedInfo(own)) : snapshotBodies(symbol)
    },
  })
}

function bodiesOf(
  symbol: string,
  given: GivenRules,
  derived: () => ExchangeInfoSymbol,
): SymbolBodies & { readonly origins: Origins } {
  const info = knownInfo(symbol, given) ?? known(derived(), { source: 'derived', of: 'its recording' })
  const brackets = knownBrackets(symbol, given)
  const funding = knownFunding(symbol, given)
  return {
    info: { ...info.body, status: 'TRADING' },
    brackets: brackets.body,
    funding: funding.body,
    origins: { rules: info.origin, brackets: brackets.origin, funding: funding.origin },
  }
}

/** The tick of a symbol from a source other than its recording: a decimal string. */
export function knownTickSize(symbol: string, given: GivenRules): string | undefined {
  const filter = knownInfo(symbol, given)?.body.filters.find(each => each.filterType === 'PRICE_FILTER')
  return filter && String(filter.tickSize)
}

const known = <Body>(body: Body, origin: Origin): Known<Body> => ({ body, origin })
const recorded: Origin = { source: 'recorded', of: shippedOn }
const ofFile = <Body>({ body, file }: { readonly body: Body; readonly file: string }): Known<Body> =>
  known(body, { source: 'given', of: file })

function knownInfo(symbol: string, given: GivenRules): Known<ExchangeInfoSymbol> | undefined {
  const told = given.info(symbol)
  if (told) return ofFile(told)
  const shipped = shippedRules.exchangeInfo.symbols.find(each => each.symbol === symbol)
  if (shipped) return known(shipped, recorded)
  const bodies = snapshotBodies(symbol)
  return bodies && known(bodies.info, bodies.origins.rules)
}

function knownBrackets(symbol: string, given: GivenRules): Known<BracketBody> {
  const told = given.brackets(symbol)
  if (told) return ofFile(told)
  const shipped = shippedRules.brackets.find(each => each.symbol === symbol)
  if (shipped) return known(shipped, recorded)
  const { brackets, origin } = snapshotBracketsOf(symbol)
  return known(brackets, origin)
}

function knownFunding(symbol: string, given: GivenRules): Known<FundingInfoBody | undefined> {
  const told = given.funding(symbol)
  if (told) return ofFile(told)
  if (shippedRules.exchangeInfo.symbols.some(each => each.symbol === symbol))
    return known(
      shippedRules.fundingInfo?.find(each => each.symbol === symbol),
      recorded,
    )
  const bodies = snapshotBodies(symbol)
  return bodies
    ? known(bodies.funding, bodies.origins.funding)
    : known(undefined, { source: 'derived', of: 'what is usual' })
}
