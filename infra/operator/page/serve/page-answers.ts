import * as z from 'zod'
import { parseSymbol } from '#domain/symbol.ts'
import { cameTo } from '../read/came-to-shown.ts'
import { candlesShown } from '../read/candles-shown.ts'
import { invalidShown } from '../read/invalid-shown.ts'
import { candleIntervals } from '../shown/candles.ts'
import { paths } from '../shown/paths.ts'
import { shaped } from './body.ts'
import type { Place } from './place.ts'

/** Answers that only the page reads: they may change with the page. */
export const pageAnswers: Readonly<
  Record<string, (place: Place, query: Readonly<Record<string, string>>) => Promise<unknown>>
> = {
  [paths.invalid]: ({ connection }) => invalidShown(connection),
  [paths.cameTo]: ({ connection, askPaper }, query) => {
    const { from, to, balance } = shaped(query, cameToAsked)
    const asked = {
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      ...(balance !== undefined && { balance }),
    }
    return cameTo(connection, asked, askPaper)
  },
  [paths.candles]: ({ connection, klines }, query) => {
    const { symbol, interval, from, to = connection.stack.clock.now() } = shaped(query, candlesAsked)
    return candlesShown(klines, { symbol, interval, to, from: from ?? to - 12 * hour })
  },
}

const hour = 3_600_000
const time = z.coerce.number().int()
const cameToAsked = z.strictObject({
  from: time.optional(),
  to: time.optional(),
  balance: z
    .string()
    .regex(/^\d{1,15}(\.\d{1,8})?$/, 'expected an amount above 0')
    .refine(text => Number(text) > 0, 'expected an amount above 0')
    .optional(),
})
const candlesAsked = z.strictObject({
  symbol: z.string().refine(text => parseSymbol(text) === text, 'expected a symbol like ETHUSDT'),
  interval: z.enum(candleIntervals).default('1m'),
  from: time.optional(),
  to: time.optional(),
})
