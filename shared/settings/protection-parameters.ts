import * as z from 'zod'
import { dec } from '#domain/decimal.ts'
import { mostTrades } from '#domain/protections/kept-trades.ts'
import type { Method, Protection } from '#domain/protections/locks.ts'

/** 30 days. */
const mostMinutes = 43_200
const wholeMinutes = `whole minutes from 1 to ${mostMinutes}`
const kept = `the last ${mostTrades} closed trades are kept`

const duration = z.int().min(1).max(mostMinutes)
/** A number, as freqtrade writes it, or a decimal as text; kept as text. */
const share = (least: number, most: number) =>
  z
    .union([z.number().transform(String), z.string().regex(/^-?\d+(\.\d+)?$/, { abort: true })])
    .refine(text => dec(text).gte(least) && dec(text).lte(most))
const profit = share(-mostTrades, mostTrades)
  .default('0')
  .meta({ expected: `a number from -${mostTrades} to ${mostTrades}, like -0.02 for -2 %` })
const flag = z.boolean().default(false).meta({ expected: 'true or false' })

const locking = {
  stop_duration: duration.exactOptional().meta({ expected: wholeMinutes }),
  unlock_at: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
    .exactOptional()
    .meta({ expected: 'a time of the day in UTC, like "18:00"' }),
}

const lookingBack = (trades: number) => ({
  ...locking,
  lookback_period: duration
    .default(60)
    .meta({ expected: `${wholeMinutes}, as ${kept}, which reach no further back` }),
  trade_limit: z
    .int()
    .min(1)
    .max(mostTrades)
    .default(trades)
    .meta({ expected: `a whole number from 1 to ${mostTrades}, as ${kept} and no more` }),
})

/** freqtrade's parameters of each of its protections, with its defaults. */
export const parameters = {
  StoplossGuard: z.strictObject({
    ...lookingBack(10),
    required_profit: profit,
    only_per_pair: flag,
    only_per_side: flag,
  }),
  MaxDrawdown: z.strictObject({
    ...lookingBack(1),
    max_allowed_drawdown: share(0, mostTrades)
      .default('0')
      .meta({ expected: `a number from 0 to ${mostTrades}, like 0.2 for 20 %` }),
    calculation_mode: z
      .literal('ratios')
      .exactOptional()
      .meta({ expected: '"ratios", as of each trade what it made of its margin is kept, and no equity' }),
  }),
  LowProfitPairs: z.strictObject({ ...lookingBack(1), required_profit: profit, only_per_side: flag }),
  CooldownPeriod: z.strictObject(locking),
} as const satisfies Record<Method, z.ZodObject>

const freqtradesDuration = 60

/** The parameters by the code's names. Throws if one is not allowed. */
export function protectionOf(method: Method, given: Readonly<Record<string, unknown>>): Protection {
  switch (method) {
    case 'StoplossGuard': {
      const { required_profit, only_per_pair, only_per_side, ...said } = parameters[method].parse(given)
      const counts = { requiredProfit: required_profit, onlyPerPair: only_per_pair }
      return { method, ...lookingOf(said), ...counts, onlyPerSide: only_per_side }
    }
    case 'MaxDrawdown': {
      const { max_allowed_drawdown, ...said } = parameters[method].parse(given)
      return { method, ...lookingOf(said), maxAllowedDrawdown: max_allowed_drawdown }
    }
    case 'LowProfitPairs': {
      const { required_profit, only_per_side, ...said } = parameters[method].parse(given)
      return { method, ...lookingOf(said), requiredProfit: required_profit, onlyPerSide: only_per_side }
    }
    case 'CooldownPeriod':
      return { method, ...lockingOf(parameters[method].parse(given)) }
    default:
      return method satisfies never
  }
}

interface SaidLocking {
  readonly stop_duration?: number
  readonly unlock_at?: string
}

const lockingOf = ({ stop_duration: stopDuration = freqtradesDuration, unlock_at: unlockAt }: SaidLocking) =>
  unlockAt === undefined ? { stopDuration } : { unlockAt }

const lookingOf = (
  said: SaidLocking & { readonly lookback_period: number; readonly trade_limit: number },
) => ({ ...lockingOf(said), lookbackPeriod: said.lookback_period, tradeLimit: said.trade_limit })
