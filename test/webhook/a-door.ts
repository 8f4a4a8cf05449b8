import { createHash } from 'node:crypto'
import type { SourceSettings } from '#domain/sources.ts'
import { hashOfToken, noTokens, type Tokens, tokenOf, withToken } from '#domain/tokens.ts'
import type { Clock } from '#ports/clock.ts'
import type { Queue } from '#ports/queue.ts'
import type { WebhookRequest } from '../../functions/webhook/request.ts'
import { takeRequest, type WebhookAnswer } from '../../functions/webhook/take-request.ts'
import { keepTokens } from '../../functions/webhook/token-keeper.ts'
import { type Recorded, recordingTelemetry } from '../in-process/recording-telemetry.ts'

export const now = 1_746_403_200_000
export const source = 'tv-btc'

/** A token like those that qt makes of random bytes. */
export const tokenNamed = (name: string): string => tokenOf(createHash('sha256').update(name).digest())
export const token = tokenNamed('the token')

export const signal = { symbol: 'BTCUSDT', action: 'BUY', confidence: 0.8, timestamp: now }

/** A request as curl sends it, changed as the test needs it. */
export function request(
  fields: object | string = signal,
  change: Partial<WebhookRequest> = { token },
): WebhookRequest {
  const body = Buffer.from(typeof fields === 'string' ? fields : JSON.stringify(fields))
  return { source, address: '203.0.113.7', token: undefined, isForm: false, body, ...change }
}

export interface DoorOptions {
  readonly sources?: Readonly<Record<string, SourceSettings>>
  readonly clock?: Clock
  readonly queue?: Queue
}

export interface TestDoor {
  post(request: WebhookRequest): Promise<WebhookAnswer>
  /** Sets the secret's content, as `qt token` writes it. */
  put(tokens: Tokens): void
  /** Whether the secret can be read, and how often a process tried. */
  readonly secret: { readable: boolean; reads: number }
  /** Time of the function's process; a test moves it. */
  readonly time: { now: number }
  readonly sent: string[]
  readonly told: Recorded
}

export const keptFor = (name: string, of = source): Tokens =>
  withToken(noTokens, of, { hash: hashOfToken(name), madeAt: now })

/** The webhook's use case, with a secret, a queue and a clock under the test's control. */
export function aDoor({ sources = { [source]: {} }, clock, queue }: DoorOptions = {}): TestDoor {
  const time = { now }
  const secret = { readable: true, reads: 0 }
  let tokens = keptFor(token)
  const sent: string[] = []
  const told = recordingTelemetry()
  const ticking: Clock = clock ?? { now: () => time.now, sleep: async () => {} }
  const read = async () => {
    secret.reads += 1
    if (!secret.readable) throw new Error('Secrets Manager is away')
    return tokens
  }
  const context = {
    clock: ticking,
    configuration: { sources },
    telemetry: told.telemetry,
    tokens: keepTokens(read, ticking),
    signals: queue ?? { send: async (body: unknown) => void sent.push(String(body)) },
  }
  return {
    post: each => takeRequest(context, each),
    put: next => {
      tokens = next
    },
    secret,
    time,
    sent,
    told,
  }
}
