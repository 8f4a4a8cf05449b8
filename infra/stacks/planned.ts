import { type Configuration, type Venue, venues } from '#ports/configuration.ts'
import { choices, saidAs } from '#settings/choices.ts'
import {
  ConfigurationError,
  type Environment,
  loadConfiguration,
  toEnvironment,
} from '#settings/configuration.ts'
import { type Loosening, loosenings } from '#settings/loosening.ts'
import {
  chosenOf,
  type EffectiveValues,
  effective,
  originsOf,
  type Said,
  saidSettings,
} from '#settings/said.ts'
import { allowedBy } from '#settings/settings.ts'
import { stackVariables } from '#settings/stack-variables.ts'
import { toldInWords } from '#settings/wrong-with.ts'
import { noFile, type SettingsFile } from './settings-file.ts'
import { doorless } from './webhook-doors.ts'

/** What would be deployed from here, read and checked before any contact with AWS. */
export interface Plan {
  readonly name: Venue
  /** Every value with its source. */
  readonly values: EffectiveValues
  /** The settings that were set, by variable, for the functions. */
  readonly settings: Readonly<Record<string, string>>
  readonly configuration: Configuration
  readonly file: SettingsFile
}

/** Each value is allowed, but not the whole; the message says what to do. */
export class DeploymentRefused extends Error {
  override readonly name = 'refused'
}

/** The `-c` options beside the name. */
export interface Choices {
  readonly region?: unknown
  readonly reserve?: unknown
  readonly quota?: unknown
  readonly webhook?: unknown
  readonly sentinel?: unknown
  readonly rule?: unknown
  readonly notify?: unknown
  readonly egress?: unknown
  /**
   * Comma-separated. `loosened`: live may be looser than its file says. `address`: the functions may ask from another
   * address than the file proves.
   */
  readonly accept?: unknown
  /** Only shows what would be deployed: no address for alarms is needed. */
  readonly unmailed?: boolean
}

/**
 * Reads what would be deployed under `-c env=…`: the environment's file, then the shell's values over it. Throws when a
 * value is wrong, when the name and the settings mean different venues, when Binance does not answer from the region,
 * when alarms would be mailed to no address, and when the shell makes live looser than its file.
 */
export function readPlan(
  name: unknown,
  environment: Environment,
  context: Choices = {},
  file: SettingsFile = noFile,
): Plan {
  if (!isVenue(name)) {
    throw new DeploymentRefused(`-c env=${String(name)}: expected ${venues.join(', ')}; the default is paper`)
  }
  const values = effective(name, file.said, saidByShell(environment, context))
  const settings = saidSettings(values)
  const configuration = loadConfiguration({ ...environment, ...settings })
  if (configuration.venue !== name) {
    throw new DeploymentRefused(
      `-c env=${name}, but QT_PAPER_TRADING and STAGING_MODE choose the ${configuration.venue} venue; set them ` +
        `for ${name} in ${file.name} and unset them in this shell, or synthesize with -c env=${configuration.venue}`,
    )
  }
  const plan = { name, values, settings, configuration, file }
  if (values.webhook.value === 'true') refuseDoorless(plan)
  if (name !== 'paper' && !context.unmailed) refuseSilence(plan)
  if (!accepts(context, 'loosened')) refuseLoosened(plan)
  return plan
}

export const accepts = ({ accept = '' }: Choices, word: 'loosened' | 'address'): boolean =>
  String(accept).split(',').includes(word)

/** A shell is forgotten, a file is not: what lets real money lose more must be in the file. */
export function looserThanFile({ name, values, file }: Plan): readonly Loosening[] {
  if (name !== 'live') return []
  // The name says already that it is live.
  const live = { QT_PAPER_TRADING: 'false', STAGING_MODE: 'false' }
  return loosenings(effective(name, { ...file.said, ...live }, {}), values)
}

/** What a stack's outputs record of its deployment, for comparison with a later one. */
export const recordOf = ({ settings, values }: Pick<Plan, 'settings' | 'values'>) => ({
  Settings: JSON.stringify(settings),
  Choices: JSON.stringify(chosenOf(values)),
  Origins: JSON.stringify(originsOf(values)),
})

export const looserInWords = (looser: readonly Loosening[]): readonly string[] =>
  looser.map(({ name, before, after, because }) => `${name}: ${before} → ${after}, ${because}`)

/** The shell's variables and `-c` options; throws a `ConfigurationError` that lists all that is wrong. */
function saidByShell(
  environment: Environment,
  { region, reserve, quota, webhook, sentinel, rule, notify, egress }: Choices,
): Said {
  const said = {
    region,
    reserve,
    quota,
    webhook,
    sentinel,
    rule,
    notify,
    egress,
    alarmEmail: environment[stackVariables.alarmEmail]?.trim() || undefined,
  }
  const texts = Object.entries(said)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, String(value)] as const)
  const problems = texts.flatMap(([name, text]) => {
    const choice = name as keyof typeof said
    const { error } = choices.shape[choice].safeParse(text)
    if (!error) return []
    const told = toldInWords(saidAs[choice], error)
    return told.length > 0
      ? told
      : [`${saidAs[choice]}=${text}: expected ${allowedBy(choices.shape[choice])}`]
  })
  if (problems.length > 0) throw new ConfigurationError(problems)
  return { ...toEnvironment(environment), ...Object.fromEntries(texts) }
}

/** Alarms that reach no person protect no money; an operator who wants none must say so. */
function refuseSilence({ name, values, file }: Plan): void {
  if (values.alarmEmail.from !== 'default') return
  throw new DeploymentRefused(
    `-c env=${name}: no alarm would be mailed; write "alarmEmail" into ${file.name}, or set ` +
      `${saidAs.alarmEmail}: an address, or none if alarms are heard in another way`,
  )
}

/** A webhook needs at least one source. */
function refuseDoorless({ name, configuration: { sources }, file }: Plan): void {
  const why = doorless(sources, file.name)
  if (why) throw new DeploymentRefused(`-c env=${name}: ${why}`)
}

function refuseLoosened(plan: Plan): void {
  const looser = looserThanFile(plan)
  if (looser.length === 0) return
  const lines = looserInWords(looser).map(line => `  ${line}`)
  throw new DeploymentRefused(
    `-c env=${plan.name}: this shell is looser than ${plan.file.name}:\n${lines.join('\n')}\n` +
      'Write it into the file, or unset it in this shell, or pass -c accept=loosened this once',
  )
}

function isVenue(name: unknown): name is Venue {
  return venues.some(venue => venue === name)
}
