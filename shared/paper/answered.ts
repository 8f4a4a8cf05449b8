import { channel } from 'node:diagnostics_channel'

/** The channel of this process on which the paper venue publishes its answers. In a deployment nothing listens. */
export const answeredChannel = 'quantum-trader:paper-venue:answered'

/** One request, and the answer as it left the venue; times in venue time. */
export interface Answered {
  readonly method: string
  /** `/fapi/v1/order`. */
  readonly path: string
  readonly params: Readonly<Record<string, string>>
  readonly sentAt: number
  readonly at: number
  readonly status: number
  readonly body: unknown
}

const answered = channel(answeredChannel)

/** Publishes to every listener; free when there is none. */
export function tellAnswered(what: () => Answered): void {
  if (answered.hasSubscribers) answered.publish(what())
}
