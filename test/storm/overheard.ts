import type { Telemetry } from '#ports/telemetry.ts'
import type { Note } from '../../infra/lab/lean-exchange.ts'
import type { Asked } from '../../infra/local/audit/oracle/testimony.ts'
import type { Alarmed } from './erring-rules.ts'
import type { Invocation, Sky } from './invocation.ts'

/** Adds a function's log lines to the storm's story, and keeps which broken invariants it alarmed. */
export function telling(
  { tell }: Sky,
  { name, positionId, clock }: Invocation,
  alarmed: Alarmed[],
): Telemetry {
  const say = (event: string, details: object = {}) => tell(`${name} · ${event} ${JSON.stringify(details)}`)
  return {
    info: say,
    warn: say,
    error: (event, error, details) => say(event, { ...details, error: String(error) }),
    count: metric => void (metric === 'InvariantBroken' && alarmed.push({ at: clock.now(), positionId })),
  }
}

/** Keeps each request with its caller and, once it has come, its answer. */
export function noting(asked: Asked[], { scheduler }: Sky, caller: () => string): Note {
  return (name, given) => {
    const params = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, String(value)]))
    const request: { -readonly [K in keyof Asked]: Asked[K] } = {
      caller: caller(),
      name,
      params,
      sentAt: scheduler.now(),
    }
    asked.push(request)
    return {
      hear(status, text) {
        request.answer = { at: scheduler.now(), status, text }
      },
    }
  }
}
