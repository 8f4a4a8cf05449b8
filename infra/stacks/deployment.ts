import { RemovalPolicy } from 'aws-cdk-lib/core'
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

/** Name that tells this deployment from others. */
export interface Deployment extends Pick<Plan, 'name' | 'values' | 'settings'> {
  /** Address that alarms are mailed to; undefined: the topic has no subscriber of ours. */
  readonly alarmEmail: string | undefined
  /** Whether its data is deleted with the stack: only paper's may be. */
  readonly dataRemoval: RemovalPolicy
  /** Most positions open at once. */
  readonly maxPositions: number
  /** Highest age of a signal at entry, in milliseconds. */
  readonly signalMaxAgeMs: number
  /** The AWS region of both stacks. */
  readonly region: string
  /** The account's Lambda concurrency quota in the region. */
  readonly concurrencyQuota: number
  /** Each function's share of the quota. */
  readonly shares: Shares
  /** Looks that one run of the watch makes at once, when the quota bounds them. */
  readonly mapBound: number | undefined
  /** Concurrency reserved for the watch, if the operator chose that. */
  readonly reserved: Reserved | undefined
  /** Concurrency reserved for the webhook, if the account's quota allows it. */
  readonly reservedForWebhook: number | undefined
  /** Webhook sources with an address each; undefined: no webhook. */
  readonly doors: readonly Door[] | undefined
  /** The rule that makes signals; undefined: none. */
  readonly rule: RuleChoice | undefined
  /** Whether the sentinel listens to the exchange's streams. */
  readonly sentinel: boolean
  /** Channels for notifications; none: the notifier is not deployed. */
  readonly channels: readonly Channel[]
  /** Where Binance is asked from: any address, one fixed one, or any until the fixed one has been tried. */
  readonly egress: Values['egress']
  /** Tags on every resource, beside ours. */
  readonly tags: Readonly<Record<string, string>>
}

/**
 * The deployment that the constructs build. Throws when it is not possible: see `readPlan`, `refuseUnsaidEgress` and
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
