import { ConfigurationError, type Environment } from './configuration.ts'

/** What the stack names to its functions, beside the settings. */
const resources = {
  deployment: 'QT_DEPLOYMENT',
  table: 'QT_TABLE',
  tradeQueueUrl: 'QT_TRADE_QUEUE_URL',
  closeQueueUrl: 'QT_CLOSE_QUEUE_URL',
  invalidQueueUrl: 'QT_INVALID_QUEUE_URL',
  watchArn: 'QT_WATCH_ARN',
  secretId: 'QT_SECRET_ID',
  emergencyTopicArn: 'QT_EMERGENCY_TOPIC_ARN',
} as const
/** Set to `true` where the stack has all functions ask the exchange from one address. */
export const fixedEgress = 'QT_FIXED_EGRESS'

export type Resource = keyof typeof resources

/** The named resources; throws a `ConfigurationError` that lists every missing variable. */
export function loadResources<const R extends Resource>(
  environment: Environment,
  ...needed: readonly R[]
): Readonly<Record<R, string>> {
  const missing = needed.filter(name => !environment[resources[name]])
  if (missing.length > 0) {
    throw new ConfigurationError(
      missing.map(name => `${resources[name]} is not set; the stack sets it, so deploy the function with it`),
    )
  }
  return Object.fromEntries(needed.map(name => [name, environment[resources[name]]])) as Record<R, string>
}
