import { RemovalPolicy } from 'aws-cdk-lib'
import type { Environment } from '#settings/configuration.ts'
import { meaningOf } from '#settings/said.ts'
import { type Choices, type Plan, readPlan } from './planned.ts'
import type { SettingsFile } from './settings-file.ts'

/** What tells one deployment of the system from another. */
export interface Deployment extends Pick<Plan, 'name' | 'values' | 'settings'> {
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

/** What is deployed, for the constructs. Throws when nothing can be: see `readPlan`. */
export function readDeployment(
  named: unknown,
  environment: Environment,
  context: Choices = {},
  file?: SettingsFile,
): Deployment {
  const { name, values, settings, configuration } = readPlan(named, environment, context, file)
  const alarmEmail = meaningOf('alarmEmail', values.alarmEmail.value)
  return {
    name,
    values,
    settings,
    alarmEmail: alarmEmail === 'none' ? undefined : alarmEmail,
    dataRemoval: name === 'paper' ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    maxPositions: configuration.maxPositions,
    signalMaxAgeMs: configuration.signalMaxAgeSeconds * 1000,
    region: meaningOf('region', values.region.value),
    reservesConcurrency: values.reserve.value === 'true',
    concurrencyQuota: Number(values.quota.value),
    fixedEgress: values.egress.value === 'fixed',
    tags: meaningOf('tags', values.tags.value),
  }
}
