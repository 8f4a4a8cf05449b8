import * as z from 'zod'

const amount = z.string().regex(/^-?\d+(\.\d+)?$/)
const count = z.number().int().min(0)
const time = z.iso.datetime()
const costs = z.strictObject({ fees: amount, funding: amount, slippage: amount })
const interval = z.strictObject({ low: amount, high: amount })

const tally = z.strictObject({
  trades: count,
  wins: count,
  winRate: amount.optional(),
  breakEvenWinRate: amount.optional(),
  expectancy: amount.optional(),
  profitFactor: amount.optional(),
  maxDrawdown: amount,
  gross: amount,
  fees: amount,
  funding: amount,
  net: amount,
  slippage: amount.optional(),
  slippageCost: amount,
  ofMargin: costs.extend({ net: amount }).optional(),
})
const means = { expectancy: interval, ofMargin: interval }
const kind = <Shape extends z.ZodType>(group: Shape) => z.record(z.string().min(1), group)
const groups = kind(tally)
/** The figures by which a trader chooses. */
const withLuck = kind(tally.extend({ interval: z.strictObject(means).optional() }))

/** The figures in a report. */
export const figuresShape = z.strictObject({
  period: z.strictObject({ from: time, to: time, days: z.number().min(0) }),
  balance: z
    .strictObject({ start: amount, end: amount, return: amount, returnPerDay: amount.optional() })
    .optional(),
  all: tally,
  interval: z
    .strictObject({
      confidence: z.number(),
      draws: count,
      seed: count,
      ...means,
    })
    .optional(),
  ratios: z.strictObject({
    days: count,
    leastDays: count,
    sharpe: z.number().optional(),
    sortino: z.number().optional(),
    calmar: z.number().optional(),
  }),
  drawdown: z.strictObject({
    money: amount,
    share: amount.optional(),
    ms: count,
    from: time.optional(),
    lowestAt: time.optional(),
    recoveredAt: time.optional(),
    by: z.enum(['equity', 'closed-trades']),
  }),
  exposure: z.strictObject({
    share: z.number().min(0).max(1),
    positionMs: count,
    meanMs: count.optional(),
    medianMs: count.optional(),
  }),
  ofGross: costs.optional(),
  by: z.strictObject({
    ...{ source: withLuck, symbol: withLuck, side: withLuck },
    ...{ tier: groups, exit: groups, reason: groups, hour: groups, leverage: groups },
  }),
  missed: z.record(
    z.string().regex(/^[a-z-]+$/),
    z.strictObject({
      signals: count,
      wouldHaveMade: amount.optional(),
      known: count.optional(),
      wouldHaveWon: count.optional(),
    }),
  ),
  verdict: z.string().min(1),
})
