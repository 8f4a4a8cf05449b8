import * as z from 'zod'
import { dec } from '#domain/decimal.ts'
import { actions } from '#domain/signal.ts'
import { isSourceName, ownSources } from '#domain/sources.ts'
import { parseSymbol } from '#domain/symbol.ts'
import { decimalShare, overrideFields, sentiment } from './overrides.ts'

/**
 * A signal in our own words; every other shape is translated into it. The descriptions are what a problem says was
 * expected, and what `docs/signal.schema.json` shows.
 */
export const signalMessage = z
  .object({
    symbol: z
      .string()
      .max(40)
      .transform(text => parseSymbol(text) ?? '')
      .refine(symbol => symbol !== '')
      .meta({ description: 'a symbol like BTCUSDT, BTC/USDT or BTC/USDT:USDT' }),
    action: z.enum(actions).meta({ description: actions.join(', ') }),
    confidence: z
      .number()
      .min(0)
      .max(1)
      .transform(value => dec(value).toFixed())
      .optional()
      .meta({ description: 'a number from 0 to 1' }),
    source: z
      .string()
      .regex(/^[\w.:/-]{1,64}$/)
      .refine(isSourceName)
      .meta({
        description: `1 to 64 letters, digits or _.:/-, and not reserved (${ownSources.join(', ')})`,
      }),
    timestamp: z
      .union([
        z.number().int().min(1_000_000_000_000).max(9_999_999_999_999),
        z.iso.datetime({ offset: true }).transform(text => Date.parse(text)),
      ])
      .meta({
        description: 'milliseconds since 1970 or an ISO 8601 time with its offset, not in the future',
      }),
    id: z
      .string()
      .regex(/^[\x21-\x7e]{1,128}$/)
      .optional()
      .meta({ description: '1 to 128 printable characters' }),
    leverage: z
      .number()
      .int()
      .min(1)
      .max(125)
      .optional()
      .meta({ description: 'a whole number from 1 to 125' }),
    stopLossPct: decimalShare('0.001', '0.5').optional(),
    takeProfitPct: decimalShare('0.001', '10').optional(),
    ...overrideFields,
    sentiment,
    meta: z.record(z.string(), z.unknown()).optional().meta({ description: 'an object; it is ignored' }),
  })
  .meta({
    title: 'Signal',
    description:
      'A trading signal as the signal queue accepts it. Other fields are allowed and ignored, unless one ' +
      'contradicts an entry. BUY, SELL and HOLD need a confidence, unless QT_SOURCES has one for the source.',
  })

export type MessageField = keyof typeof signalMessage.shape
export const messageFields = Object.keys(signalMessage.shape) as readonly MessageField[]
export type SignalMessage = z.output<typeof signalMessage>

/** What is expected of a field, in words. */
export function expectedOf(field: MessageField): string {
  const schema: z.ZodType = signalMessage.shape[field]
  const inner = schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema
  return String((schema.meta() ?? inner.meta())?.description)
}
