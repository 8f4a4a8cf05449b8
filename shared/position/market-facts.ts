import type { LeverageBracket, SymbolRules } from '#domain/rules.ts'
import { timing } from '#domain/timing.ts'
import type { Context } from '#ports/context.ts'

/** Market facts that change slowly: cached in the table, read from the exchange when missing. */
export interface MarketFacts {
  readonly rules: SymbolRules | undefined
  readonly brackets: readonly LeverageBracket[]
}

const hour = 3_600_000
const { fresh, apart } = timing.rules
type Reading = Pick<Context, 'exchange' | 'state' | 'clock'>

/**
 * A symbol's rules and brackets. The rules are kept fresh apart from any signal's path; only a table that never had
 * any reads them here. Brackets (weight 1) are read once an hour, and only for a symbol that exists: for any other the
 * exchange answers -1121.
 */
export async function marketFacts(context: Reading, symbol: string): Promise<MarketFacts> {
  const rules = await knownRules(context, symbol)
  return { rules, brackets: rules ? await knownBrackets(context, symbol) : [] }
}

/** Whether to read the rules again: they are older than an hour, and no function tried within the last minute. */
export async function areRulesDue({ state, clock }: Pick<Reading, 'state' | 'clock'>): Promise<boolean> {
  const { readAt, askedAt } = await state.symbols.lastReading()
  const now = clock.now()
  return now - (readAt ?? 0) >= fresh && now - (askedAt ?? 0) >= apart
}

/**
 * Reads all rules (weight 1, about 1 MB), at most once a minute for the whole deployment, whichever function asks and
 * whether or not the last reading failed.
 */
export async function readRules({ exchange, state, clock }: Reading): Promise<void> {
  const now = clock.now()
  if (await mayRead({ exchange, state }, now)) await state.symbols.saveRules(await exchange.allRules(), now)
}

/**
 * Whether it is this function's turn to read them. While the exchange asks to wait, nothing is sent and asking only
 * tells until when: a claim would keep every function from reading for another minute, and an exit from fitting
 * today's rules.
 */
const mayRead = async ({ exchange, state }: Omit<Reading, 'clock'>, now: number): Promise<boolean> =>
  exchange.rest() !== undefined || state.symbols.claimReading(now, apart)

/**
 * Reads all rules because an answer shows that they have changed. Answers what was read, whether or not the table
 * could keep it: nothing if another function read them within the last minute, or if reading failed.
 */
export async function readRulesAgain(
  context: Reading & Pick<Context, 'telemetry'>,
): Promise<readonly SymbolRules[]> {
  const { exchange, state, clock, telemetry } = context
  const now = clock.now()
  let read: readonly SymbolRules[] = []
  try {
    if (!(await mayRead(context, now))) return read
    read = await exchange.allRules()
    await state.symbols.saveRules(read, now)
  } catch (error) {
    telemetry.error('rules-not-read', error, { symbols: read.length })
  }
  return read
}

async function knownRules(context: Reading, symbol: string): Promise<SymbolRules | undefined> {
  const { symbols } = context.state
  const known = await symbols.rules(symbol)
  if (known || (await symbols.rulesReadAt()) !== undefined) return known?.rules
  await readRules(context)
  return symbols.knownRules(symbol)
}

async function knownBrackets({ exchange, state, clock }: Reading, symbol: string) {
  const known = await state.symbols.brackets(symbol)
  if (known && clock.now() - known.readAt < hour) return known.brackets
  const read = await exchange.brackets(symbol)
  await state.symbols.saveBrackets(symbol, read, clock.now())
  return read
}
