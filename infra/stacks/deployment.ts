import { RemovalPolicy } from 'aws-cdk-lib'
import { type Venue, venues } from '#ports/configuration.ts'
import { choices, saidAs } from '#settings/choices.ts'
import {
  ConfigurationError,
  type Environment,
  loadConfiguration,
  toEnvironment,
} from '#settings/configuration.ts'
import { loosenings } from '#settings/loosening.ts'
import { type EffectiveValues, effective, meaningOf, type Said, saidSettings } from '#settings/said.ts'
import { allowedBy } from '#settings/settings.ts'
import { stackVariables } from '#settings/stack-variables.ts'
import { noFile, type SettingsFile } from './settings-file.ts'

/** What tells one deployment of the system from another. */
export interface Deployment {
  /** Names the stacks and marks every client order id: paper, demo or live. */
  readonly name: Venue
  /** Everything that can be said of it, and where each value comes from. */
  readonly values: EffectiveValues
  /** The settings that were said, under their variables, for the functions. */
  readonly settings: Readonly<Record<string, string>>
  /** Who is mailed when an alarm goes off; undefined: the topic has no subscriber of ours. */
  readonly alarmEmail: string | undefined
  /** A paper account may go with its stack; real ones outlive it. */
  readonly dataRemoval: RemovalPolicy
  /** Open positions at once, at most. */
  readonly maxPositions: number
  /** How old a signal may be when it is entered, in milliseconds. */
  readonly signalMaxAgeMs: number
  /** The AWS region of both stacks. */
  readonly region: string
  /** Whether concurrency is set aside for the watch; a new account's quota of 10 refuses any. */
  readonly reservesConcurrency: boolean
  /** Calls of functions that AWS lets the account have under way at once in the region. */
  readonly concurrencyQuota: number
  /** Whether Binance is asked from one fixed address, through a NAT gateway. */
  readonly fixedEgress: boolean
  /** On every resource, beside our own. */
  readonly tags: Readonly<Record<string, string>>
}

/** What is said with `-c` beside the name. */
export interface Choices {
  readonly region?: unknown
  readonly reserve?: unknown
  readonly quota?: unknown
  readonly egress?: unknown
  /** `loosened`: live may be looser than its file says. */
  readonly accept?: unknown
}

/**
 * Reads the deployment from the name given with `-c env=…`, its file, and what the shell says over the file.
 * Throws when a value is wrong, when the name promises another venue than the settings choose, where Binance does
 * not answer, where no alarm would be mailed, and when the shell makes live looser than its file.
 */
export function readDeployment(
  name: unknown,
  environment: Environment,
  context: Choices = {},
  file: SettingsFile = noFile,
): Deployment {
  if (!isVenue(name)) {
    throw new Error(`-c env=${String(name)}: expected ${venues.join(', ')}; the default is paper`)
  }
  const values = effective(name, file.said, saidByShell(environment, context))
  const settings = saidSettings(values)
  const { venue, maxPositions, signalMaxAgeSeconds } = loadConfiguration({ ...environment, ...settings })
  if (venue !== name) {
    throw new Error(
      `-c env=${name}, but QT_PAPER_TRADING and STAGING_MODE choose the ${venue} venue; ` +
        `set them for ${name} in ${file.name} and unset them in this shell, or synthesize with -c env=${venue}`,
    )
  }
  if (name !== 'paper') refuseSilence(name, values, file)
  if (name === 'live' && context.accept !== 'loosened') refuseLoosened(values, file)
  const alarmEmail = meaningOf('alarmEmail', values.alarmEmail.value)
  return {
    name,
    values,
    settings,
    alarmEmail: alarmEmail === 'none' ? undefined : alarmEmail,
    dataRemoval: name === 'paper' ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    maxPositions,
    signalMaxAgeMs: signalMaxAgeSeconds * 1000,
    region: meaningOf('region', values.region.value),
    reservesConcurrency: values.reserve.value === 'true',
    concurrencyQuota: Number(values.quota.value),
    fixedEgress: values.egress.value === 'fixed',
    tags: meaningOf('tags', values.tags.value),
  }
}

/** What the shell says, in its variables and with `-c`; throws a `ConfigurationError` with all that is wrong. */
function saidByShell(environment: Environment, { region, reserve, quota, egress }: Choices): Said {
  const said = {
    region,
    reserve,
    quota,
    egress,
    alarmEmail: environment[stackVariables.alarmEmail]?.trim() || undefined,
  }
  const texts = Object.entries(said)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, String(value)] as const)
  const problems = texts.flatMap(([name, text]) => {
    const choice = name as keyof typeof said
    return choices.shape[choice].safeParse(text).success
      ? []
      : [`${saidAs[choice]}=${text}: expected ${allowedBy(choices.shape[choice])}`]
  })
  if (problems.length > 0) throw new ConfigurationError(problems)
  return { ...toEnvironment(environment), ...Object.fromEntries(texts) }
}

/** An alarm that reaches no person protects no money; who means it says so. */
function refuseSilence(name: Venue, { alarmEmail }: EffectiveValues, file: SettingsFile): void {
  if (alarmEmail.from !== 'default') return
  throw new Error(
    `-c env=${name}: no alarm would be mailed; write "alarmEmail" into ${file.name}, or set ` +
      `${saidAs.alarmEmail}: an address, or none if alarms are heard in another way`,
  )
}

/** A shell is forgotten, a file is not: what real money may lose more by stands in the file. */
function refuseLoosened(values: EffectiveValues, file: SettingsFile): void {
  // That it is live was said by its name.
  const live = { QT_PAPER_TRADING: 'false', STAGING_MODE: 'false' }
  const looser = loosenings(effective('live', { ...file.said, ...live }, {}), values)
  if (looser.length === 0) return
  const lines = looser.map(
    ({ name, before, after, because }) => `  ${name}: ${before} → ${after}, ${because}`,
  )
  throw new Error(
    `-c env=live: this shell is looser than ${file.name}:\n${lines.join('\n')}\n` +
      'Write it into the file, or unset it in this shell, or pass -c accept=loosened this once',
  )
}

function isVenue(name: unknown): name is Venue {
  return venues.some(venue => venue === name)
}
