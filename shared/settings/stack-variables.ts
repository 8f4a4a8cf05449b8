/** Every variable beside the settings: what the stack tells its functions, and what is said to the stack alone. */
export const stackVariables = {
  deployment: 'QT_DEPLOYMENT',
  table: 'QT_TABLE',
  tradeQueueUrl: 'QT_TRADE_QUEUE_URL',
  closeQueueUrl: 'QT_CLOSE_QUEUE_URL',
  invalidQueueUrl: 'QT_INVALID_QUEUE_URL',
  signalQueueUrl: 'QT_SIGNAL_QUEUE_URL',
  watchArn: 'QT_WATCH_ARN',
  /** The sentinel's name; absent in a deployment without one. */
  sentinel: 'QT_SENTINEL',
  secretId: 'QT_SECRET_ID',
  /** The secret with the hashed tokens of the webhook. */
  tokensId: 'QT_TOKENS_ID',
  /** The rule and its symbols, as the environment's file says them. */
  rule: 'QT_RULE',
  /** Where notifications go, as the environment's file says it. */
  notify: 'QT_NOTIFY',
  /** The secret with the credentials of the channels. */
  notifySecretId: 'QT_NOTIFY_SECRET_ID',
  /** Each channel's queue and its dead letters, as JSON: `{"phone":{"url":"…","deadUrl":"…"}}`. */
  notifyBoxes: 'QT_NOTIFY_BOXES',
  emergencyTopicArn: 'QT_EMERGENCY_TOPIC_ARN',
  /** Each channel's queue of letters by the channel's name, for the functions that put them there: JSON. */
  letterQueueUrls: 'QT_LETTER_QUEUE_URLS',
  /** `true` if the stack has all functions ask the exchange from one address. */
  fixedEgress: 'QT_FIXED_EGRESS',
  /** In a run on this machine: the recorded market that the paper venue's prices come from. */
  paperFeedUrl: 'QT_PAPER_FEED_URL',
  /** In a run on this machine: where a stand-in for Binance listens, which demo and live trade with. */
  binanceEndpoint: 'QT_BINANCE_ENDPOINT',
  /** Said to the stack: who gets a mail when an alarm goes off. */
  alarmEmail: 'QT_ALARM_EMAIL',
} as const

export type StackVariable = keyof typeof stackVariables

/** What the stack must tell, as it stands in a function's environment. */
export const asVariables = (
  told: Readonly<Partial<Record<StackVariable, string>>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(told).map(([name, value]) => [stackVariables[name as StackVariable], value]),
  )
