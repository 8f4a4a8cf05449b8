import type { ChannelTo, Service } from '../channels.ts'
import type { Notification } from '../notification.ts'

/** A request to a service: a POST, with whatever is secret in it. It is neither logged nor kept. */
export interface Post {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What a service answered; names of headers in small letters. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * What became of it. `restMs`: the service takes no other message before so much is over. What is hopeless fails again
 * however often it is tried, until an operator corrects something; `why` says what.
 */
export type Judged =
  | { readonly told: true; readonly restMs?: number | undefined }
  | {
      readonly told: false
      readonly hopeless: boolean
      readonly why: string
      readonly restMs?: number | undefined
    }

/** How one service is spoken to. */
export interface Speech<S extends Service> {
  /** What its credential is, for an operator who is asked for it. */
  readonly credential: string
  /** Whether it can do without. */
  readonly open?: true
  /** What is wrong with a credential, in words that have nothing of it; undefined: nothing. */
  problemWith(credential: string): string | undefined
  /** `at`: the world's time now, in milliseconds. */
  post(channel: ChannelTo<S>, credential: string, notification: Notification, at: number): Post
  judged(reply: Reply, at: number): Judged
}

/** Carries a request to a service and its answer back, or says why there is none. Never throws, and follows nowhere. */
export type Deliver = (post: Post) => Promise<Reply | { readonly noAnswer: string }>
