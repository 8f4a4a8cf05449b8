import type { Fetch } from '#binance/transport.ts'
import type { VirtualClock } from '../paper/builder.ts'

/**
 * How the answer to a request gets lost: `before` it reached the exchange, `after` it took effect there, or with the
 * request `late`, which takes effect seconds after its sender stopped waiting. With a `reset` it is lost before, and
 * the sender knows at once.
 */
export type Loss = 'before' | 'after' | 'late' | 'reset'

/** The connection between the functions and the venue, on which a test loses answers and moves prices. */
export interface Wire {
  /** Every request so far: `POST /fapi/v1/order`. */
  readonly requests: readonly string[]
  /** Loses the answer to the request with this number, counted from 1 from now on. */
  lose(request: number, loss: Loss): void
  /** Rejects requests of this kind as long as `when` holds for their parameters. */
  refuse(kind: string, code: number, when?: (params: URLSearchParams) => boolean): void
  /** Gives this answer to the next request of this kind; the request itself takes effect this late, or never. */
  misanswer(kind: string, answer: () => Response | Promise<Response>, effectAfterMs?: number): void
  /** Does something right before the next request of this kind reaches the exchange. */
  once(kind: string, happens: () => unknown): void
  /** Does something right before the request with this number, counted from 1 from now on. */
  at(request: number, happens: () => unknown): void
  /** Moves time by so many milliseconds; late requests arrive on the way, at their own time. */
  wait(ms: number): Promise<void>
}

const timeoutMs = 1_500
const lateMs = 4_000

export function unreliable(fetch: Fetch, clock: VirtualClock): Wire & { readonly fetch: Fetch } {
  const requests: string[] = []
  const losses = new Map<number, Loss>()
  const refusals: { kind: string; code: number; when: (params: URLSearchParams) => boolean }[] = []
  const moments = new Map<number, () => unknown>()
  const events: { kind: string; happens: () => unknown }[] = []
  const misanswers: { kind: string; answer: () => Response | Promise<Response>; effectAfterMs?: number }[] =
    []
  let late: { readonly at: number; readonly send: () => Promise<unknown> }[] = []

  async function wait(ms: number): Promise<void> {
    const until = clock.now() + ms
    const due = late.filter(({ at }) => at <= until)
    late = late.filter(({ at }) => at > until)
    for (const { at, send } of due) {
      clock.advance(Math.max(0, at - clock.now()))
      await send()
    }
    clock.advance(Math.max(0, until - clock.now()))
  }

  function refusalOf(kind: string, url: string, init: RequestInit): Response | undefined {
    const params = new URLSearchParams(init.body ? String(init.body) : new URL(url).search)
    const refusal = refusals.find(each => each.kind === kind && each.when(params))
    return refusal && Response.json({ code: refusal.code, msg: 'refused by the test' }, { status: 400 })
  }

  return {
    requests,
    lose: (request, loss) => void losses.set(requests.length + request, loss),
    refuse: (kind, code, when = () => true) => void refusals.push({ kind, code, when }),
    once: (kind, happens) => void events.push({ kind, happens }),
    at: (request, happens) => void moments.set(requests.length + request, happens),
    misanswer: (kind, answer, effectAfterMs) =>
      void misanswers.push({ kind, answer, ...(effectAfterMs !== undefined && { effectAfterMs }) }),
    wait,
    async fetch(url, init) {
      await wait(0)
      const kind = `${init.method} ${new URL(url).pathname}`
      const number = requests.push(kind)
      const event = events.find(each => each.kind === kind)
      if (event) events.splice(events.indexOf(event), 1)
      await event?.happens()
      await moments.get(number)?.()
      const wrong = misanswers.find(each => each.kind === kind)
      if (wrong) {
        misanswers.splice(misanswers.indexOf(wrong), 1)
        const { answer, effectAfterMs } = wrong
        if (effectAfterMs === 0) await fetch(url, init)
        else if (effectAfterMs !== undefined)
          late.push({ at: clock.now() + effectAfterMs, send: () => fetch(url, init) })
        return answer()
      }
      const loss = losses.get(number)
      if (loss === undefined) return refusalOf(kind, url, init) ?? fetch(url, init)
      const send = async () => refusalOf(kind, url, init) ?? (await fetch(url, init))
      if (loss === 'after') await send()
      if (loss === 'late') late.push({ at: clock.now() + lateMs, send })
      clock.advance(loss === 'reset' ? 1 : timeoutMs)
      throw new TypeError('fetch failed: the connection was lost')
    },
  }
}
