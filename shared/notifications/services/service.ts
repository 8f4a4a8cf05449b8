import type { ChannelTo, Service } from '../channels.ts'
import type { Notification } from '../notification.ts'

/** A POST to a service, with its secrets. It is neither logged nor kept. */
export interface Post {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A service's answer; header names are in lower case. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * The result of a delivery. `restMs`: the service accepts no other message until then. A hopeless message fails at
 * every try until the operator corrects the cause, which `why` names.
 */
export type Judged =
  | { readonly told: true; readonly restMs?: number | undefined }
  | {
      readonly told: false
      readonly hopeless: boolean
      readonly why: string
      readonly restMs?: number | undefined
    }

/** How to talk to one service. */
export interface Speech<S extends Service> {
  /** What its credential is, in words for the operator who must supply it. */
  readonly credential: string
  /** Whether the service also works without a credential. */
  readonly open?: true
  /** What is wrong with a credential, in words that never quote it; undefined if nothing is. */
  problemWith(credential: string): string | undefined
  /** `at`: the real time, in milliseconds. */
  post(channel: ChannelTo<S>, credential: string, notification: Notification, at: number): Post
  judged(reply: Reply, at: number): Judged
}

/**
 * Sends a request to a service and returns its answer, or says why there is none. Never throws, and follows no
 * redirect.
 */
export type Deliver = (post: Post) => Promise<Reply | { readonly noAnswer: string }>
