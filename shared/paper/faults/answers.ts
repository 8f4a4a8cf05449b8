import type { InsteadOfAnswer } from '../hook.ts'
import { bannedUntil, type RefusalCode, refuse } from '../refusal.ts'

const BAN_SECONDS = 120

/**
 * The exchange's own error answers. A 503 has two meanings that only its message tells apart: after `unknown-error`
 * the request may have taken effect (here it has), after `service-unavailable` it has not. `timeout-lost` gives the
 * same answer as `timeout` for a request that never happened: the client cannot tell which.
 */
const ANSWERS = {
  'unknown-error': () =>
    told(503, -1000, 'Unknown error, please check your request or try again later.', true),
  'service-unavailable': () => told(503, 0, 'Service Unavailable.', false),
  'internal-error': () => refused(-1001, true),
  timeout: () => refused(-1007, true),
  'timeout-lost': () => refused(-1007, false),
  overloaded: () => refused(-1008, false),
  rejected: () => refused(-2010, false),
  'outside-engine-window': () => refused(-5028, false),
  forbidden: () => ({
    status: 403,
    body: '<html><head><title>403 Forbidden</title></head><body><h1>403 Forbidden</h1></body></html>',
    accepted: false,
  }),
  restricted: () =>
    told(
      451,
      0,
      "Service unavailable from a restricted location according to 'b. Eligibility' in the terms of use.",
      false,
    ),
  banned: (now: number) => ({
    ...told(418, -1003, bannedUntil(now + BAN_SECONDS * 1000), false),
    retryAfterSeconds: BAN_SECONDS,
  }),
} as const satisfies Readonly<Record<string, (now: number) => InsteadOfAnswer>>

export type NamedAnswer = keyof typeof ANSWERS
export const namedAnswers = Object.keys(ANSWERS) as readonly NamedAnswer[]

export const answerNamed = (name: NamedAnswer, now: number): InsteadOfAnswer => ANSWERS[name](now)

function refused(code: RefusalCode, accepted: boolean): InsteadOfAnswer {
  const { status, message } = refuse(code)
  return told(status, code, message, accepted)
}

const told = (status: number, code: number, msg: string, accepted: boolean): InsteadOfAnswer => ({
  status,
  body: { code, msg },
  accepted,
})
