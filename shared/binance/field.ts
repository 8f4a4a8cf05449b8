import * as z from 'zod'
import { dec } from '#domain/decimal.ts'

// Binance writes most numbers as strings, some as JSON numbers, and ccxt quotes all numbers of an answer that
// holds an integer above 2^53. Each of these reads both.

/** A decimal without exponent and trailing zeros: "0.00" is "0", "1.2E-7" is "0.00000012". */
export const decimal = z
  .union([z.string().regex(/^-?\d+(\.\d+)?([eE][+-]?\d{1,2})?$/), z.number()])
  .transform(value => dec(value).toFixed())

/** A price: a decimal above 0. */
export const price = decimal.refine(value => dec(value).gt(0), 'expected a price above 0')

/** An id, as text: Binance's exceed what a JavaScript number holds exactly. */
export const id = z.union([z.string(), z.number()]).transform(String)

/** Milliseconds, or a count. */
export const whole = z.union([z.string().regex(/^\d+$/), z.number().int()]).transform(Number)

export const flag = z
  .union([z.boolean(), z.enum(['true', 'false'])])
  .transform(value => String(value) === 'true')

export const orderSide = z.enum(['BUY', 'SELL'])

/** Undefined if it is missing or has another form: for fields that a row of any client may lack. */
export const ifReadable = <T>(field: z.ZodType<T>) => field.optional().catch(undefined)

/** The exchange's own word that a command was carried out: code 200, as a number or a text. */
export const done = z.object({ code: z.union([z.literal(200), z.literal('200')]) }).transform(() => undefined)
