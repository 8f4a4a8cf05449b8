import { RemovalPolicy } from 'aws-cdk-lib'
import { type Venue, venues } from '#ports/configuration.ts'
import { type Environment, loadConfiguration, toEnvironment } from '#settings/configuration.ts'
import { stackVariables } from '#settings/stack-variables.ts'

/** What tells one deployment of the system from another. */
export interface Deployment {
  /** Names the stacks and marks every client order id: paper, demo or live. */
  readonly name: Venue
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
  /** Whether Binance is asked from one fixed address, through a NAT gateway. */
  readonly fixedEgress: boolean
}

/** What is said with `-c` beside the name. */
export interface Choices {
  readonly region?: unknown
  readonly reserve?: unknown
  readonly egress?: unknown
}

/** Nearest to Binance. */
const usualRegion = 'ap-northeast-1'

/**
 * Reads the deployment from the name given with `-c env=…` and the environment's variables. Throws when a
 * setting is wrong, when the name promises another venue than the settings choose, or where Binance does not
 * answer.
 */
export function readDeployment(
  name: unknown,
  environment: Environment,
  { region = usualRegion, reserve = 'false', egress = 'any' }: Choices = {},
): Deployment {
  if (!isVenue(name)) {
    throw new Error(`-c env=${String(name)}: expected ${venues.join(', ')}; the default is paper`)
  }
  const { venue, maxPositions, signalMaxAgeSeconds } = loadConfiguration(environment)
  if (venue !== name) {
    throw new Error(
      `-c env=${name}, but QT_PAPER_TRADING and STAGING_MODE choose the ${venue} venue; ` +
        `set them for ${name}, or synthesize with -c env=${venue}`,
    )
  }
  return {
    name,
    settings: toEnvironment(environment),
    alarmEmail: environment[stackVariables.alarmEmail]?.trim() || undefined,
    dataRemoval: name === 'paper' ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    maxPositions,
    signalMaxAgeMs: signalMaxAgeSeconds * 1000,
    region: servedRegion(region),
    reservesConcurrency: flag('reserve', reserve),
    fixedEgress: isFixed(egress),
  }
}

function servedRegion(region: unknown): string {
  const text = String(region)
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(text))
    throw new Error(`-c region=${text}: expected a region of AWS like ${usualRegion}, the default`)
  if (/^us-/.test(text)) {
    throw new Error(
      `-c region=${text}: Binance answers requests from the United States with HTTP 451, so nothing would ever ` +
        `be traded or watched there; take ${usualRegion}, the nearest to it, or leave it out`,
    )
  }
  return text
}

function flag(name: string, said: unknown): boolean {
  if (said === true || said === 'true') return true
  if (said === false || said === 'false') return false
  throw new Error(`-c ${name}=${String(said)}: expected true or false`)
}

function isFixed(egress: unknown): boolean {
  if (egress === 'fixed' || egress === 'any') return egress === 'fixed'
  throw new Error(
    `-c egress=${String(egress)}: expected fixed (one address, through a NAT gateway) or any, the default`,
  )
}

function isVenue(name: unknown): name is Venue {
  return venues.some(venue => venue === name)
}
