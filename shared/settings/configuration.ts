import { dec } from '#domain/decimal.ts'
import type { Configuration } from '#ports/configuration.ts'
import { allowedBy, type Settings, settings } from './settings.ts'
import { stackVariables } from './stack-variables.ts'
import { venueOf } from './venue.ts'
import { wrongWith } from './wrong-with.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Names everything that is wrong in the variables or in a file: what it got and what is allowed. */
export class ConfigurationError extends Error {
  readonly problems: readonly string[]
  /** The environment's file with the problem, unless it is a variable. */
  readonly file: string | undefined
  constructor(problems: readonly string[], file?: string) {
    super(`The configuration is not valid:\n${problems.map(problem => `  ${problem}`).join('\n')}`)
    this.name = 'ConfigurationError'
    this.problems = problems
    this.file = file
  }
}

/** Reads the settings; an empty variable counts as unset. Throws a `ConfigurationError` with all problems. */
export function loadConfiguration(environment: Environment): Configuration {
  const said = toEnvironment(environment)
  const read = settings.safeParse(said)
  const wrong = new Set(read.error?.issues.map(issue => String(issue.path[0])))
  const problems = [
    ...strangers(environment),
    ...[...wrong].flatMap(name => wrongWith(name, settings.shape[name as keyof Settings], said[name])),
    ...contradictions(read.success ? read.data : soundOf(said, wrong), said),
  ]
  if (!read.success || problems.length > 0) throw new ConfigurationError(problems)
  return configurationOf(read.data)
}

/** The settings that the environment names, as the stack hands them to its functions. */
export function toEnvironment(environment: Environment): Record<string, string> {
  const named = Object.keys(settings.shape).map(name => [name, environment[name]?.trim()] as const)
  return Object.fromEntries(named.filter((pair): pair is [string, string] => Boolean(pair[1])))
}

/** Each setting with its default, what is allowed and its purpose. */
export function describeSettings(): readonly Record<'name' | 'preset' | 'allowed' | 'purpose', string>[] {
  return Object.entries(settings.shape).map(([name, variable]) => {
    const meta = variable.meta() ?? {}
    return {
      name,
      preset: String(meta.preset),
      allowed: allowedBy(variable),
      purpose: String(meta.purpose),
    }
  })
}

const besideSettings: readonly string[] = Object.values(stackVariables)

/** A misspelt setting would silently leave its default in force. */
function strangers(environment: Environment): string[] {
  return Object.keys(environment)
    .filter(name => name.startsWith('QT_') && !(name in settings.shape) && !besideSettings.includes(name))
    .map(name => `${name} is ${JSON.stringify(environment[name])}, but there is no such setting; remove it`)
}

/** The settings that are valid by themselves, defaults included. */
function soundOf(said: Readonly<Record<string, string>>, wrong: ReadonlySet<string>): Partial<Settings> {
  const without = <T extends object>(record: T) =>
    Object.fromEntries(Object.entries(record).filter(([name]) => !wrong.has(name)))
  return without(settings.parse(without(said)))
}

function contradictions(sound: Partial<Settings>, said: Environment): string[] {
  const { QT_SL_PCT: stop, QT_EMERGENCY_PCT: emergency, QT_TP_PCT: takeProfit, QT_LADDER: ladder } = sound
  const problems: string[] = []
  if (stop && emergency && dec(emergency).lte(stop)) {
    problems.push(`QT_EMERGENCY_PCT is ${emergency}; allowed is more than QT_SL_PCT (${stop})`)
  }
  const firstTier = ladder?.[0]
  if (takeProfit && firstTier && dec(takeProfit).gt(firstTier.at)) {
    problems.push(
      `QT_TP_PCT is ${takeProfit}; allowed is at most the first tier of QT_LADDER (${firstTier.at})`,
    )
  }
  if (sound.QT_PAPER_TRADING === false && sound.STAGING_MODE === false && !said.STAGING_MODE) {
    problems.push(
      'STAGING_MODE is unset with QT_PAPER_TRADING=false; set STAGING_MODE=false for live, or true for the demo venue',
    )
  }
  return problems
}

function configurationOf(values: Settings): Configuration {
  return {
    defaultLeverage: values.QT_DEFAULT_LEVERAGE,
    confidenceThreshold: values.QT_CONFIDENCE_THRESHOLD,
    minSentiment: values.QT_MIN_SENTIMENT,
    stopLossPct: values.QT_SL_PCT,
    takeProfitPct: values.QT_TP_PCT,
    partialTakeProfit: values.QT_PARTIAL_TP,
    emergencyPct: values.QT_EMERGENCY_PCT,
    checkIntervalSeconds: values.QT_CHECK_INTERVAL,
    maxPositions: values.QT_MAX_POSITIONS,
    marginFraction: values.QT_MARGIN_FRACTION,
    maxMarginPerTrade: values.QT_MAX_MARGIN_PER_TRADE,
    cooldownSeconds: values.QT_COOLDOWN_SECONDS,
    signalMaxAgeSeconds: values.QT_SIGNAL_MAX_AGE_SECONDS,
    maxDailyLoss: values.QT_MAX_DAILY_LOSS,
    killSwitch: values.QT_KILL_SWITCH,
    marginMode: values.QT_MARGIN_MODE,
    adopt: values.QT_ADOPT,
    symbols: values.QT_SYMBOLS,
    quoteAssets: values.QT_QUOTE_ASSETS,
    minStopTicks: values.QT_MIN_STOP_TICKS,
    minStopSpreads: values.QT_MIN_STOP_SPREADS,
    ladder: values.QT_LADDER,
    sources: values.QT_SOURCES,
    protections: values.QT_PROTECTIONS,
    venue: venueOf(values.QT_PAPER_TRADING, values.STAGING_MODE),
    paperBalance: values.QT_PAPER_BALANCE,
  }
}
