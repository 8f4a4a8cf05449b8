/**
 * How long everything outside a function takes, in milliseconds: the local run, the storms and everything else that
 * plays this system let this time pass in place of AWS and Binance. Nothing else passes time there, so that no result
 * depends on the machine.
 *
 * `usual` is measured from a function in the exchange's region; `least` and `most` are the fast and slow extremes.
 * Computing is included in the times beside it: a look computes for about 10 ms (`npm run bench`).
 */
interface Span {
  readonly least: number
  readonly usual: number
  readonly most: number
}

export const latency = {
  /** A call to DynamoDB, each way: "single-digit millisecond" in all (its product page), a little more when slow. */
  table: { least: 1, usual: 3, most: 9 },
  /**
   * A call to a queue, a topic, the secret or the state machine, each way: SendMessage and StartExecution answer within
   * 10 to 40 ms in their region.
   */
  service: { least: 3, usual: 10, most: 30 },
  /** A request to the exchange, each way; the paper venue behind it takes no further time. */
  venue: { least: 4, usual: 50, most: 90 },
  /** From the call of a function to its first line, in a process that is warm. */
  start: { least: 5, usual: 15, most: 60 },
  /** What a new process takes before that: the sandbox, and 60 to 200 ms for the bundle (`npm run bench`). */
  coldStart: { least: 150, usual: 400, most: 1_200 },
  /** From a message's arrival in a queue to its function: Lambda holds a long poll open. */
  poll: { least: 10, usual: 30, most: 400 },
  /** How late a state machine continues after a wait. */
  wait: { least: 0, usual: 50, most: 300 },
} as const satisfies Readonly<Record<string, Span>>

export type Outside = keyof typeof latency

/** The times of one run. */
export type Pace = Readonly<Record<Outside, number>>

export const paces = { fast: paceOf('least'), usual: paceOf('usual'), slow: paceOf('most') } as const
export type PaceName = keyof typeof paces

function paceOf(end: keyof Span): Pace {
  const lasts = Object.entries(latency).map(([outside, span]) => [outside, span[end]])
  return Object.fromEntries(lasts) as Record<Outside, number>
}
