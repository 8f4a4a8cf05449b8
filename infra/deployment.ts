import { RemovalPolicy } from 'aws-cdk-lib'
import { type Environment, loadConfiguration, toEnvironment } from '#runtime/configuration.ts'
import type { Venue } from '#runtime/venue.ts'

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
}

const names: readonly string[] = ['paper', 'demo', 'live'] satisfies Venue[]

/**
 * Reads the deployment from the name given with `-c env=…` and the environment's variables. Throws when a
 * setting is wrong, or when the name promises another venue than the settings choose.
 */
export function readDeployment(name: unknown, environment: Environment): Deployment {
  if (!isVenue(name)) {
    throw new Error(`-c env=${String(name)}: expected ${names.join(', ')}; the default is paper`)
  }
  const { venue } = loadConfiguration(environment)
  if (venue !== name) {
    throw new Error(
      `-c env=${name}, but QT_PAPER_TRADING and STAGING_MODE choose the ${venue} venue; ` +
        `set them for ${name}, or synthesize with -c env=${venue}`,
    )
  }
  return {
    name,
    settings: toEnvironment(environment),
    alarmEmail: environment.QT_ALARM_EMAIL?.trim() || undefined,
    dataRemoval: name === 'paper' ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
  }
}

function isVenue(name: unknown): name is Venue {
  return typeof name === 'string' && names.includes(name)
}
