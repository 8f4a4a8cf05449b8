import * as z from 'zod'

const count = z.number().int().min(0)
const share = z.number().min(0).max(1)

/** Each term with its bounds, its default and its purpose. */
export const termsOffered = {
  watchedHours: {
    schema: z
      .number()
      .positive()
      .max(24 * 13),
    preset: 24,
    because: 'a day has every hour of the market, and three fundings',
  },
  evaluatedDays: {
    schema: z.number().positive().max(13),
    preset: 7,
    because: 'a week has its weekend; CloudWatch keeps minutes for fifteen days',
  },
  hoursAway: {
    schema: share,
    preset: 0.1,
    because: 'of the hours, without any look: what was switched off in between was not evaluated for as long',
  },
  silentMinutes: {
    schema: count,
    preset: 1,
    because: 'with nothing open two looks may be 119 s apart, with one whole minute between them',
  },
  looksHeld: {
    schema: share,
    preset: 0.95,
    because: 'with a position open, one look in twenty may be late: the stops stand meanwhile',
  },
  explainedAlarms: {
    schema: z.array(z.string().min(1)),
    preset: [] as string[],
    because: 'alarms whose cause the operator knows, by the beginning of their names',
  },
  nakedMs: {
    schema: count,
    preset: 12_000,
    because: 'two round trips lie between fill and stop; after a fault the next look, 10 s later, places it',
  },
  failedSignals: {
    schema: share,
    preset: 0.02,
    because: 'a try that failed is tried again; more than one in fifty is no accident',
  },
  faultySignals: {
    schema: share,
    preset: 0.05,
    because: 'late, unreadable or rejected by the exchange: the producer, its clock or the account is wrong',
  },
  leastTrades: {
    schema: count,
    preset: 30,
    because: 'the mean of fewer trades says little, whatever its interval',
  },
  expectancyOfMargin: {
    schema: z.number(),
    preset: 0,
    because: 'the low end of the interval, after fees and funding: above it the result is not luck',
  },
  drawdown: {
    schema: share,
    preset: 0.1,
    because: 'of the balance; twice as deep is what the next weeks may bring',
  },
  slippage: {
    schema: share,
    preset: 0.0005,
    because: 'of the price, on average: as much as the taker fee, once more',
  },
  unaccounted: {
    schema: z.number().min(0),
    preset: 0.01,
    because: 'in the margin asset: results are made of the exchange’s own figures, to the last digit',
  },
  rehearsalDays: {
    schema: z.number().positive(),
    preset: 7,
    because: 'Binance changes its API without a word, and so does each release',
  },
  differencesKnown: {
    schema: z.boolean(),
    preset: false,
    because: 'true once the operator knows of each difference of the rehearsal why it does no harm',
  },
  atStake: {
    schema: z.string().regex(/^\d+(\.\d{1,8})?$/),
    preset: '20',
    because: 'positions × margin that live begins with, in its quote asset: what its cap allows',
  },
  leastPairs: {
    schema: count,
    preset: 10,
    because: 'signals that both live and paper traded; fewer are chance',
  },
  entryBehindPaper: {
    schema: share,
    preset: 0.0005,
    because: 'of the price, on average: paper fills at the touch that live had too',
  },
  resultBehindPaper: {
    schema: share,
    preset: 0.001,
    because: 'of the notional, on average: as much as the fees of a round trip',
  },
} as const satisfies Record<string, { schema: z.ZodType; preset: unknown; because: string }>

type Offered = typeof termsOffered
export type TermName = keyof Offered
export type Terms = { readonly [K in TermName]: z.output<Offered[K]['schema']> }
