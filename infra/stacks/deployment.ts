import { RemovalPolicy } from 'aws-cdk-lib'
import type { Channel } from '#notifications/channels.ts'
import {
  mapBound,
  type Reserved,
  refuseCrowded,
  reservedForWebhook,
  type Shares,
  setAside,
  shareOut,
} from '#settings/concurrency.ts'
import type { Environment } from '#settings/configuration.ts'
import type { RuleChoice } from '#settings/rule.ts'
import { meaningOf, type Values } from '#settings/said.ts'
import { refuseUnproven, refuseUnsaidEgress } from './move.ts'
import { type Choices, type Plan, readPlan } from './planned.ts'
import type { SettingsFile } from './settings-file.ts'
import { type Door, doorsOf } from './webhook-doors.ts'

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
  /** Calls of functions that AWS lets the account have under way at once in the region. */
  readonly concurrencyQuota: number
  /** What may run at once, of the account's quota. */
  readonly shares: Shares
  /** Looks of one run at once, where the quota bounds them. */
  readonly mapBound: number | undefined
  /** What is set aside for the watch, where that was chosen. */
  readonly reserved: Reserved | undefined
  /** Requests to the webhook at once, where the account's quota lets that be bounded. */
  readonly reservedForWebhook: number | undefined
  /** What each source may send to, over HTTPS; undefined: nothing is open. */
  readonly doors: readonly Door[] | undefined
  /** What makes signals by itself; undefined: nothing does. */
  readonly rule: RuleChoice | undefined
  /** Whether what happens on the exchange is heard at once. */
  readonly sentinel: boolean
  /** Where the operator is told of what happens; none: nothing of it is deployed. */
  readonly channels: readonly Channel[]
  /** From where Binance is asked: any address, one fixed one, or any until that one has been tried. */
  readonly egress: Values['egress']
  /** On every resource, beside our own. */
  readonly tags: Readonly<Record<string, string>>
}

/**
 * What is deployed, for the constructs. Throws when nothing can be: see `readPlan`, `refuseUnsaidEgress` and
 * `refuseUnproven`.
 */
export function readDeployment(
  named: unknown,
  environment: Environment,
  context: Choices = {},
  file?: SettingsFile,
): Deployment {
  const plan = readPlan(named, environment, context, file)
  refuseUnsaidEgress(plan)
  refuseUnproven(plan, context)
  const { name, values, settings, configuration } = plan
  const alarmEmail = meaningOf('alarmEmail', values.alarmEmail.value)
  const quota = meaningOf('quota', values.quota.value)
  const { maxPositions, signalMaxAgeSeconds, sources } = configuration
  const isOpen = values.webhook.value === 'true'
  const rule = meaningOf('rule', values.rule.value)
  const channels = meaningOf('notify', values.notify.value)
  const sentinel = values.sentinel.value === 'true'
  const extras = { webhook: isOpen, rule: rule !== undefined, channels: channels.length, sentinel }
  const shares = shareOut(quota, maxPositions, extras)
  refuseCrowded(quota, shares, channels.length)
  const reserved = values.reserve.value === 'true' ? setAside(quota, maxPositions, extras) : undefined
  return {
    name,
    values,
    settings,
    alarmEmail: alarmEmail === 'none' ? undefined : alarmEmail,
    dataRemoval: name === 'paper' ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    maxPositions,
    signalMaxAgeMs: signalMaxAgeSeconds * 1000,
    region: meaningOf('region', values.region.value),
    concurrencyQuota: quota,
    shares,
    mapBound: mapBound(quota, maxPositions, extras),
    reserved,
    reservedForWebhook: reservedForWebhook(quota, shares, reserved),
    doors: isOpen ? doorsOf(sources, shares) : undefined,
    rule,
    sentinel,
    channels,
    egress: meaningOf('egress', values.egress.value),
    tags: meaningOf('tags', values.tags.value),
  }
}
