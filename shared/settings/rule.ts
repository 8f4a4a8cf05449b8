import * as z from 'zod'
import { excerpt, shownAsJson } from '#domain/printable.ts'
import { parseSymbol } from '#domain/symbol.ts'
import { parseRule, type RsiRule, ruleText as textOf } from '#strategy/rule.ts'

/** A rule that makes signals, and its symbols. */
export interface RuleChoice {
  readonly symbols: readonly string[]
  readonly rule: RsiRule & { readonly candleMs: number }
}

/** All symbols are read at one close, and their weight fits into a small part of a minute's. */
const mostSymbols = 40
const example = '{"symbols":["BTCUSDT","ETHUSDT"],"period":14,"low":30,"high":70,"interval":"15m"}'

const said = z.strictObject({
  symbols: z.array(z.string()).min(1).max(mostSymbols),
  period: z.number(),
  low: z.number(),
  high: z.number(),
  interval: z.string(),
})

/** Reads the rule of an environment's file, as JSON. Throws with every problem. */
export function parseRuleChoice(text: string): RuleChoice {
  const read = said.safeParse(json(text))
  if (!read.success)
    throw new Error(`expected a rule like ${example}, got ${excerpt(text, 120)} (${problemsIn(read.error)})`)
  const { symbols, period, low, high, interval } = read.data
  const { candleMs, ...rule } = parseRule(`rsi:${[period, low, high, interval].join(',')}`)
  if (candleMs === undefined) throw new Error(`expected an interval, got ${shownAsJson(interval)}`)
  return { symbols: symbols.map(symbolIn), rule: { ...rule, candleMs } }
}

/** `none`, or a rule as JSON. */
export const ruleText = z
  .string()
  .transform((text, context): RuleChoice | undefined => {
    if (text === 'none') return undefined
    try {
      return parseRuleChoice(text)
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message, params: { inWords: true } })
      return z.NEVER
    }
  })
  .prefault('none')
  .meta({
    allowed: `none, the default, or a rule that makes signals by itself: up to ${mostSymbols} symbols, and an RSI as in ${example}`,
    preset: 'none',
  })

/** Whether a rule would signal a symbol that had no signals before. */
export function speaksMore(before: RuleChoice | undefined, after: RuleChoice | undefined): boolean {
  const spoken = new Set(spokenBy(before))
  return spokenBy(after).some(each => !spoken.has(each))
}

const spokenBy = (choice: RuleChoice | undefined): readonly string[] =>
  choice?.symbols.map(symbol => `${symbol} ${textOf(choice.rule)}`) ?? []

function symbolIn(text: string): string {
  const symbol = parseSymbol(text)
  if (symbol === undefined) throw new Error(`expected a symbol like BTCUSDT, got ${excerpt(text, 40)}`)
  return symbol
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const problemsIn = (error: z.ZodError): string =>
  error.issues.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': ')).join('; ')
