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
  /** A stand-in for Binance is at hand: settings may choose demo or live. */
  readonly standIn?: boolean
  readonly klines: readonly string[]
  readonly funding: readonly string[]
  /** Files of Binance's rules, before those that are known. */
  readonly rules?: readonly string[]
  /** None without, unless a rule makes them. */
  readonly signals?: string
  /** Which column of a CSV of signals says what. */
  readonly columns?: SignalColumns
  /** Makes the signals from the klines. */
  readonly rule?: RsiRule
  /** Seed of a coin that is tossed in the rule's place. */
  readonly coin?: number
  readonly from?: number
  readonly to?: number
  readonly path: PricePath
  /** Settings (`QT_…`) that differ from their defaults. */
  readonly environment: Readonly<Record<string, string>>
}

/** What is to be played: everything read and found in order. */
export interface Plan {
  readonly environment: Readonly<Record<string, string>>
  readonly configuration: Configuration
  readonly market: Market
  /** Market time, in milliseconds. */
  readonly startAt: number
  readonly signals: readonly ArrivingLine[]
  /** Signals that arrive before the start or after the end. */
  readonly leftOut: number
  /** What the operator is told of the market's rules, and of signals that a rule made. */
  readonly told: readonly string[]
  /** What the signals are, said before and after. */
  readonly about: readonly string[]
}

/** The first tick of a table without a trade yet needs its rules and its watch; signals come after. */
const leadMs = 10_000
/** When a line arrives that nothing gives a time to. */
const beforeAll = Number.NEGATIVE_INFINITY

/** Reads the market and its signals. Throws with a message for the operator when they cannot be played. */
export function readPlan(options: PlanOptions): Plan {
  refuseLoneCoin(options)
  paperOnly(options)
  const { lines, told } = signalsFor(options)
  return openPlan(options, lines, { told, about: aboutSignals(options.rule ? undefined : options.signals) })
}

/** Throws where a coin would be left aside: what it is tossed in the place of is not given. */
export function refuseLoneCoin({ rule, coin }: Pick<PlanOptions, 'rule' | 'coin'>): void {
  if (coin !== undefined && !rule)
    throw new Error('--coin is tossed as often as a rule speaks: give --rule too.')
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
