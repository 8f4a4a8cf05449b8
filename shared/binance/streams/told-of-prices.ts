import * as z from 'zod'

/** The mark price of a symbol, each second. Times in ms. */
export interface HeardMark {
  readonly symbol: string
  /** When Binance sent it. */
  readonly time: number
  readonly mark: string
  readonly nextFundingTime: number
}

/** The trades of one taker at one price and time. */
export interface HeardTrade {
  readonly symbol: string
  readonly aggregateId: number
  /** Of the first and the last trade in it. */
  readonly firstId: number
  readonly id: number
  readonly time: number
  readonly price: string
  /** Base asset. */
  readonly quantity: string
  /** The buyer's order was resting: the trade hit the bid. */
  readonly buyerWasMaker: boolean
}

/** The best bid and ask of the book. */
export interface HeardBook {
  readonly symbol: string
  readonly time: number
  readonly bid: string
  readonly ask: string
}

export type ReadPrice =
  | { readonly read: 'mark'; readonly mark: HeardMark }
  | { readonly read: 'trade'; readonly trade: HeardTrade }
  | { readonly read: 'book'; readonly book: HeardBook }
  /** The answer to a request of ours, or a book with an empty side. */
  | { readonly read: 'nothing' }
  /** Binance rejected the subscription. */
  | { readonly read: 'refused'; readonly why: string }
  | { readonly read: 'unread'; readonly why: string }

const price = z.string().regex(/^\d+(\.\d+)?$/)
const symbol = z.string().min(1)
const level = z.tuple([price, price]).rest(z.unknown())
const events = {
  markPriceUpdate: z.object({ E: z.number(), s: symbol, p: price, T: z.number() }).transform(
    ({ E, s, p, T }): ReadPrice => ({
      read: 'mark',
      mark: { symbol: s, time: E, mark: p, nextFundingTime: T },
    }),
  ),
  aggTrade: z
    .object({
      ...{ s: symbol, a: z.number(), f: z.number(), l: z.number() },
      ...{ p: price, q: price, T: z.number(), m: z.boolean() },
    })
    .transform(
      ({ s, a, f, l, p, q, T, m }): ReadPrice => ({
        read: 'trade',
        trade: {
          ...{ symbol: s, aggregateId: a, firstId: f, id: l, time: T },
          ...{ price: p, quantity: q, buyerWasMaker: m },
        },
      }),
    ),
  depthUpdate: z.object({ E: z.number(), s: symbol, b: z.array(level), a: z.array(level) }).transform(ofBook),
} as const
const named = z.object({ e: z.enum(['markPriceUpdate', 'aggTrade', 'depthUpdate']) })
const refusal = z.object({ error: z.object({ code: z.number(), msg: z.string() }) })

/** The streams of a symbol beside its book. */
export const priceStreams = (of: string): readonly string[] => [
  `${of.toLowerCase()}@aggTrade`,
  `${of.toLowerCase()}@markPrice@1s`,
]
export const bookStream = (of: string): readonly string[] => [`${of.toLowerCase()}@depth5@500ms`]

/** Reads one message of the public streams. */
export function toldOfPrices(text: string): ReadPrice {
  const body = json(text)
  const event = named.safeParse(body)
  if (event.success) {
    const read = events[event.data.e].safeParse(body)
    return read.success ? read.data : { read: 'unread', why: z.prettifyError(read.error) }
  }
  const refused = refusal.safeParse(body)
  if (refused.success) return { read: 'refused', why: `${refused.data.error.code} ${refused.data.error.msg}` }
  const isAnswer = typeof body === 'object' && body !== null && 'result' in body
  return isAnswer ? { read: 'nothing' } : { read: 'unread', why: 'the message names no requested event' }
}

function ofBook({
  E,
  s,
  b: [best],
  a: [lowest],
}: {
  readonly E: number
  readonly s: string
  readonly b: readonly z.output<typeof level>[]
  readonly a: readonly z.output<typeof level>[]
}): ReadPrice {
  if (best === undefined || lowest === undefined) return { read: 'nothing' }
  return { read: 'book', book: { symbol: s, time: E, bid: best[0], ask: lowest[0] } }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
