import type { LeverageBracket, SymbolRules } from '#domain/rules.ts'
import type { Desk } from './desk.ts'

/** Market facts that change slowly: cached in the table, read from the exchange when they are missing. */
export interface MarketFacts {
  readonly rules: SymbolRules | undefined
  readonly brackets: readonly LeverageBracket[]
}

const hour = 3_600_000
type Reading = Pick<Desk, 'exchange' | 'state' | 'clock'>

/**
 * A symbol's rules and brackets. The rules are kept fresh off the way of a signal; only a table that never
 * had any reads them here. Brackets (weight 1) are read once an hour, and only of a symbol that exists:
 * the exchange answers -1121 for any other.
 */
export async function marketFacts(desk: Reading, symbol: string): Promise<MarketFacts> {
  const rules = await knownRules(desk, symbol)
  return { rules, brackets: rules ? await knownBrackets(desk, symbol) : [] }
}

/** Reads all rules again when they are older than an hour (weight 1, about 1 MB). */
export async function refreshRules({ exchange, state, clock }: Reading): Promise<void> {
  const readAt = await state.symbols.rulesReadAt()
  if (readAt !== undefined && clock.now() - readAt < hour) return
  await state.symbols.saveRules(await exchange.allRules(), clock.now())
}

async function knownRules(desk: Reading, symbol: string): Promise<SymbolRules | undefined> {
  const known = await desk.state.symbols.rules(symbol)
  if (known || (await desk.state.symbols.rulesReadAt()) !== undefined) return known?.rules
  await refreshRules(desk)
  return (await desk.state.symbols.rules(symbol))?.rules
}

async function knownBrackets({ exchange, state, clock }: Reading, symbol: string) {
  const known = await state.symbols.brackets(symbol)
  if (known && clock.now() - known.readAt < hour) return known.brackets
  const read = await exchange.brackets(symbol)
  await state.symbols.saveBrackets(symbol, read, clock.now())
  return read
}
