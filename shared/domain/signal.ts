import { hash } from 'node:crypto'
import * as z from 'zod'
import { type DecimalString, dec } from './decimal.ts'
import { excerpt, shownAsJson } from './printable.ts'
import type { Side } from './side.ts'
import { isSourceName, ownSources } from './sources.ts'
import { parseSymbol } from './symbol.ts'

const actions = ['BUY', 'SELL', 'HOLD', 'CLOSE'] as const
export type Action = (typeof actions)[number]

/**
 * A trading signal after it was understood; `at` in milliseconds, never after its arrival; shares of margin as
 * decimals.
 */
export interface Signal {
  /** Derived: the source with the id it gave, else a hash of source, symbol, action and timestamp. */
  readonly id: string
  readonly symbol: string
  readonly action: Action
  /** 0 to 1. */
  readonly confidence: DecimalString
  readonly source: string
  readonly at: number
  readonly leverage?: number
  readonly stopLossPct?: DecimalString
  readonly takeProfitPct?: DecimalString
}

export type ParsedSignal =
  | { readonly valid: true; readonly signal: Signal }
  | { readonly valid: false; readonly problems: readonly string[] }

/** How far a producer's clock may run ahead of ours, in milliseconds. */
export const clockAhead = 5_000

const decimal = /^\d{1,2}(\.\d{1,20})?$/
const decimalShare = (min: string, max: string) =>
  z
    .union([z.number(), z.string()])
    .refine(value => decimal.test(String(value)) && dec(value).gte(min) && dec(value).lte(max))
    .transform(value => dec(value).toFixed())
    .meta({ expected: `a decimal number from ${min} to ${max}` })

const signalSchema = z.strictObject({
  symbol: z
    .string()
    .max(40)
    .transform(text => parseSymbol(text) ?? '')
    .refine(symbol => symbol !== '')
    .meta({ expected: 'a symbol like BTCUSDT, BTC/USDT or BTC/USDT:USDT' }),
  action: z.enum(actions).meta({ expected: actions.join(', ') }),
  confidence: z
    .number()
    .min(0)
    .max(1)
    .transform(value => dec(value).toFixed())
    .meta({ expected: 'a number from 0 to 1' }),
  source: z
    .string()
    .refine(isSourceName)
    .meta({ expected: `1 to 64 letters, digits or _.:/-, and not reserved (${ownSources.join(', ')})` }),
  timestamp: z
    .union([
      z.number().int().min(1_000_000_000_000).max(9_999_999_999_999),
      z.iso.datetime({ offset: true }).transform(text => Date.parse(text)),
    ])
    .meta({ expected: 'milliseconds since 1970 or an ISO 8601 time with its offset, not in the future' }),
  id: z
    .string()
    .regex(/^[\x21-\x7e]{1,128}$/)
    .optional()
    .meta({ expected: '1 to 128 printable characters' }),
  leverage: z.number().int().min(1).max(125).optional().meta({ expected: 'a whole number from 1 to 125' }),
  stopLossPct: decimalShare('0.001', '0.5').optional(),
  takeProfitPct: decimalShare('0.001', '10').optional(),
  meta: z.record(z.string(), z.unknown()).optional().meta({ expected: 'an object; it is not looked at' }),
})

/** Understands one message; `now` in milliseconds. Names every problem, what was expected and what it got. */
export function parseSignal(body: string, now: number): ParsedSignal {
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch (error) {
    return {
      valid: false,
      problems: [`the message is not valid JSON: ${excerpt((error as Error).message, 120)}`],
    }
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return { valid: false, problems: [`expected one JSON object, got ${shown(json)}`] }
  }
  const read = signalSchema.safeParse(json)
  if (!read.success)
    return {
      valid: false,
      problems: read.error.issues.map(issue => problem(issue, json as Record<string, unknown>)),
    }
  if (read.data.timestamp > now + clockAhead) {
    return {
      valid: false,
      problems: [
        `timestamp: expected ${expected('timestamp')}, got ${shown(read.data.timestamp)}, ${read.data.timestamp - now} ms ahead`,
      ],
    }
  }
  return { valid: true, signal: signalOf(read.data, now) }
}

function signalOf(data: z.output<typeof signalSchema>, now: number): Signal {
  const { id, timestamp, meta: _, leverage, stopLossPct, takeProfitPct, ...said } = data
  const derived = hash('sha256', JSON.stringify([said.source, said.symbol, said.action, timestamp]), 'hex')
  return {
    id: id ? `${said.source}#${id}` : derived.slice(0, 32),
    ...said,
    // A clock that runs ahead must not make a signal later than the CLOSE that follows it.
    at: Math.min(timestamp, Math.floor(now)),
    ...(leverage !== undefined && { leverage }),
    ...(stopLossPct !== undefined && { stopLossPct }),
    ...(takeProfitPct !== undefined && { takeProfitPct }),
  }
}

function problem(issue: z.core.$ZodIssue, json: Record<string, unknown>): string {
  if (issue.code === 'unrecognized_keys') {
    return `${excerpt(issue.keys.join(', '), 80)}: no such field; the fields are ${Object.keys(signalSchema.shape).join(', ')}`
  }
  const field = String(issue.path[0])
  return `${field}: expected ${expected(field)}, got ${shown(json[field])}`
}

function expected(field: string): string {
  const schema = signalSchema.shape[field as keyof typeof signalSchema.shape]
  const inner: z.ZodType = schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema
  return String((schema.meta() ?? inner.meta())?.expected)
}

const shown = (value: unknown): string => excerpt(shownAsJson(value), 80)

/** The side that a BUY or SELL opens. */
export const sideOf = (action: 'BUY' | 'SELL'): Side => (action === 'BUY' ? 'long' : 'short')
