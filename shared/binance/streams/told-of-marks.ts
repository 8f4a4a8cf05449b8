import * as z from 'zod'
import type { Told } from '#domain/told.ts'
import { price } from '../field.ts'

const update = z.object({ e: z.literal('markPriceUpdate'), s: z.string().min(1), p: price })
const refusal = z.object({ error: z.object({ code: z.number(), msg: z.string() }) })

export type ReadMark =
  | { readonly read: 'told'; readonly told: readonly Told[] }
  /** Binance rejected the subscription. */
  | { readonly read: 'refused'; readonly why: string }
  | { readonly read: 'unread'; readonly why: string }

/** The stream of a symbol's mark price, each second. */
export const markStream = (symbol: string): string => `${symbol.toLowerCase()}@markPrice@1s`

/** The requests that begin and end streams on one connection: one each, none if nothing changes. */
export function changes(
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
  id: () => number,
  streamsOf = (symbol: string): readonly string[] => [markStream(symbol)],
): readonly string[] {
  const asked = (method: string, names: readonly string[]): readonly string[] =>
    names.length === 0 ? [] : [JSON.stringify({ method, params: names.flatMap(streamsOf), id: id() })]
  return [
    ...asked(
      'SUBSCRIBE',
      [...after].filter(symbol => !before.has(symbol)),
    ),
    ...asked(
      'UNSUBSCRIBE',
      [...before].filter(symbol => !after.has(symbol)),
    ),
  ]
}

/** Reads one message of the mark price stream. */
export function toldOfMarks(text: string): ReadMark {
  const body = json(text)
  const read = update.safeParse(body)
  if (read.success) return { read: 'told', told: [{ kind: 'mark', symbol: read.data.s, mark: read.data.p }] }
  const refused = refusal.safeParse(body)
  if (refused.success) return { read: 'refused', why: `${refused.data.error.code} ${refused.data.error.msg}` }
  // The answer to one of our requests.
  if (typeof body === 'object' && body !== null && 'result' in body) return { read: 'told', told: [] }
  return { read: 'unread', why: z.prettifyError(read.error) }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
