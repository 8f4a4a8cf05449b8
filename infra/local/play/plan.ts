import type { Configuration } from '#ports/configuration.ts'
import { loadConfiguration } from '#settings/configuration.ts'
import type { RsiRule } from '#strategy/rule.ts'
import { messageOf } from '#strategy/signal.ts'
import type { Market } from '../market/market.ts'
import type { PricePath } from '../market/price-path.ts'
import { rulesInVain } from '../rules/given-rules.ts'
import { openRuledMarket, rulesTold } from '../rules/ruled-market.ts'
import { aboutSignals } from '../sample-signals/file.ts'
import { makeSignals } from './made-signals.ts'
import type { ArrivingLine } from './signal-lines.ts'
import type { SignalColumns } from './signal-table.ts'
import { readSignals, refuseLoneColumns, type SignalsRead } from './signals-file.ts'

export interface PlanOptions {
  /** A stand-in for Binance is available: settings may choose demo or live. */
  readonly standIn?: boolean
  readonly klines: readonly string[]
  readonly funding: readonly string[]
  /** Files of Binance's rules; they override the known ones. */
  readonly rules?: readonly string[]
  /** No signals without it, unless a rule makes them. */
  readonly signals?: string
  /** Which CSV column holds which field of a signal. */
  readonly columns?: SignalColumns
  /** Makes the signals from the klines. */
  readonly rule?: RsiRule
  /** Seed of the coin that replaces the rule. */
  readonly coin?: number
  readonly from?: number
  readonly to?: number
  readonly path: PricePath
  /** Settings (`QT_…`) that differ from their defaults. */
  readonly environment: Readonly<Record<string, string>>
}

/** A market and signals, read and found valid. */
export interface Plan {
  readonly environment: Readonly<Record<string, string>>
  readonly configuration: Configuration
  readonly market: Market
  /** Market time, in milliseconds. */
  readonly startAt: number
  readonly signals: readonly ArrivingLine[]
  /** Signals that arrive before the start or after the end. */
  readonly leftOut: number
  /** Remarks for the operator on the market's rules, and on signals that a rule made. */
  readonly told: readonly string[]
  /** What the signals are; shown before and after the run. */
  readonly about: readonly string[]
}

/** The first tick on a new table reads the rules and starts the watch; signals come after it. */
const leadMs = 10_000
/** Arrival time of a line without a timestamp. */
const beforeAll = Number.NEGATIVE_INFINITY

/** Reads the market and its signals. Throws a message for the operator if they cannot be played. */
export function readPlan(options: PlanOptions): Plan {
  refuseLoneCoin(options)
  paperOnly(options)
  const { lines, told } = signalsFor(options)
  return openPlan(options, lines, { told, about: aboutSignals(options.rule ? undefined : options.signals) })
}

/** Throws if a coin is given without the rule that it replaces. */
export function refuseLoneCoin({ rule, coin }: Pick<PlanOptions, 'rule' | 'coin'>): void {
  if (coin !== undefined && !rule)
    throw new Error('--coin makes as many signals as a rule would: give --rule too.')
}

/** The same with signals that were read from elsewhere. */
export function openPlan(
  options: Omit<PlanOptions, 'signals'>,
  lines: readonly ArrivingLine[],
  { told = [], about = [] }: Partial<Pick<Plan, 'told' | 'about'>> = {},
): Plan {
  const configuration = paperOnly(options)
  const { environment } = options
  const market = openRuledMarket(options)
  const startAt = Math.max(market.from, options.from ?? market.from)
  const signals = lines
    .filter(({ at }) => at === beforeAll || (at >= startAt && at < market.to))
    .map(({ body, at }) => ({ body, at: Math.max(at, startAt + leadMs) }))
  const leftOut = lines.length - signals.length
  return {
    environment,
    configuration,
    market,
    startAt,
    signals,
    leftOut,
    told: [...rulesInVain(options.rules ?? [], market.symbols), ...rulesTold(market), ...told],
    about,
  }
}

function paperOnly({
  environment,
  standIn = false,
}: Pick<PlanOptions, 'environment' | 'standIn'>): Configuration {
  const configuration = loadConfiguration(environment)
  if (configuration.venue !== 'paper' && !standIn)
    throw new Error(
      `A recorded market is played on the paper venue; QT_PAPER_TRADING and STAGING_MODE choose the ${configuration.venue} venue. Unset both.`,
    )
  return configuration
}

function signalsFor({ signals, columns, rule, coin, klines, from, to }: PlanOptions): SignalsRead {
  if (rule) {
    refuseLoneColumns({ columns })
    const made = makeSignals({
      klines,
      rule,
      ...(coin !== undefined && { coin }),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
    })
    return {
      lines: made.signals.map(signal => ({ body: messageOf(signal), at: signal.at })),
      told: made.told,
    }
  }
  return readSignals({ signals, columns }, beforeAll)
}
