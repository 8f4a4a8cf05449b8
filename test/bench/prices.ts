/**
 * AWS list prices in USD without free tiers, on demand, as of 2025. Carried from memory of AWS's public price
 * pages (aws.amazon.com/lambda/pricing, /step-functions/pricing, /dynamodb/pricing/on-demand,
 * /eventbridge/pricing, /cloudwatch/pricing, /secrets-manager/pricing, /sqs/pricing): check them there.
 */
export const prices = {
  region: 'ap-northeast-1',
  asOf: '2025',
  lambda: { perMillionRequests: 0.2, perGbSecondArm: 0.000_013_333_4 },
  express: {
    perMillionRequests: 1,
    /** Each price up to this many GB-hours a month. */
    perGbHour: [
      { upTo: 1_000, price: 0.06 },
      { upTo: 5_000, price: 0.03 },
      { upTo: Number.POSITIVE_INFINITY, price: 0.01642 },
    ],
  },
  dynamo: { perMillionReadUnits: 0.1425, perMillionWriteUnits: 0.715 },
  scheduler: { perMillionInvocations: 1.25 },
  logs: { perGbIngested: 0.76 },
  monthly: { alarmMetric: 0.1, customMetric: 0.3, secret: 0.4 },
  sqs: { perMillionStandard: 0.4, perMillionFifo: 0.5 },
} as const

/** What a bench cannot measure. Replace it by what a deployment's REPORT lines and bills say. */
export const assumptions = {
  functionGb: 1,
  /** Billed time of an invocation: its requests one after the other, and its own work on 0.58 of a core. */
  dynamoMs: 5,
  exchangeMs: 20,
  ownMs: 20,
  /** 50 MB and the payloads, billed in chunks of 64 MB. */
  expressGb: 64 / 1024,
  /** START, END and REPORT of an invocation, and the metrics line of a tick. */
  logBytesPerInvocation: 350,
  logBytesPerTick: 600,
  /** Metrics that the alarms of the stack read; metrics that the survey emits. */
  alarmMetrics: 11,
  customMetrics: 3,
  /** Long polls of 20 s by the five pollers of each event source. */
  pollsPerQueueAndMinute: 15,
} as const
