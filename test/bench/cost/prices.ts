/** One list price of AWS. */
export interface Price {
  readonly usd: number
  readonly per: string
  /** Where AWS publishes it. */
  readonly page: string
}

const page = (name: string) => `aws.amazon.com/${name}/pricing`
const price = (usd: number, per: string, service: string): Price => ({ usd, per, page: page(service) })

/**
 * List prices of ap-northeast-1 in USD, on demand, without free tier, tax or discount. They were written down from
 * memory of AWS's public price pages in November 2025, without the pages at hand: check each on the page beside it
 * before you rely on it.
 */
export const prices = {
  lambdaRequests: price(0.2, 'million requests', 'lambda'),
  lambdaArm: price(0.000_013_333_4, 'GB-second, arm64', 'lambda'),
  expressRequests: price(1, 'million runs', 'step-functions'),
  expressMemory: price(0.06, 'GB-hour, of the first 1,000 a month', 'step-functions'),
  transitions: price(0.025, 'thousand transitions of Standard workflows', 'step-functions'),
  httpRequests: price(1.29, 'million requests of an HTTP API, of up to 512 KB', 'api-gateway'),
  scheduler: price(1.25, 'million invocations', 'eventbridge'),
  readUnits: price(0.1425, 'million read request units', 'dynamodb'),
  writeUnits: price(0.715, 'million write request units', 'dynamodb'),
  tableStorage: price(0.285, 'GB-month', 'dynamodb'),
  tableRecovery: price(0.228, 'GB-month of point-in-time recovery', 'dynamodb'),
  sqsStandard: price(0.4, 'million requests', 'sqs'),
  sqsFifo: price(0.5, 'million requests', 'sqs'),
  snsPublishes: price(0.5, 'million requests', 'sns'),
  logIngestion: price(0.76, 'GB taken in', 'cloudwatch'),
  logStorage: price(0.033, 'GB-month', 'cloudwatch'),
  metric: price(0.3, 'metric and month, of the first 10,000', 'cloudwatch'),
  alarmMetric: price(0.1, 'metric of an alarm and month', 'cloudwatch'),
  highResolutionMetric: price(0.3, 'metric of a high-resolution alarm and month', 'cloudwatch'),
  compositeAlarm: price(0.5, 'alarm and month', 'cloudwatch'),
  dashboard: price(3, 'dashboard and month', 'cloudwatch'),
  secret: price(0.4, 'secret and month', 'secrets-manager'),
  secretReads: price(0.05, '10,000 calls', 'secrets-manager'),
  key: price(1, 'key and month, and once more for each of its first two rotations', 'kms'),
  keyUses: price(0.03, '10,000 requests', 'kms'),
  natHour: price(0.062, 'gateway-hour', 'vpc'),
  natTraffic: price(0.062, 'GB through the gateway', 'vpc'),
  address: price(0.005, 'public IPv4 address and hour', 'vpc'),
} as const satisfies Readonly<Record<string, Price>>

export const asOf = 'November 2025'

/** Values that cannot be measured here. Replace them by the metrics and bills of a deployment. */
export const assumptions = {
  /** A request to the table from a function in the same region, and one to Binance, which answers from Tokyo; ms. */
  tableMs: 5,
  exchangeMs: 20,
  /** Memory at which Lambda gives one whole core; less memory gets a proportional share of a core. */
  wholeCoreMb: 1769,
  /**
   * The billed memory of a run of an Express workflow, in chunks of 64 MB: definition, payloads and concurrent states,
   * on some 50 MB. Here one chunk; a run that holds more pays for two, and both are shown.
   */
  expressGb: 64 / 1024,
  /** Long polls of 20 s by the five pollers that Lambda keeps at an idle queue. */
  pollsPerDay: 5 * 3 * 60 * 24,
  /** Each live environment reads the key once in 15 minutes. */
  secretReadsPerDay: 96,
  /** Two runs overlap. */
  surveyEnvironments: 2,
  /** The table after months of trading; GB. */
  tableGb: 0.25,
  /** Requests and answers of one call, with TLS; bytes. */
  exchangeBytes: 3_000,
  /** Of one notification: processor time of each of the two functions, a queue's answer, and the service's; ms. */
  tellingCpuMs: 8,
  queueMs: 15,
  serviceMs: 400,
  /** Its log lines; bytes. */
  tellingLogBytes: 500,
} as const
