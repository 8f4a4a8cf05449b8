import { type Dec, dec } from '#domain/decimal.ts'
import { type Asked, bodyOf } from './testimony.ts'

/** The market's prices as last answered to one invocation. */
export type Quote = Readonly<Record<'bid' | 'ask' | 'last' | 'mark', Dec>>

/** Undefined: some price was not answered. */
export function quoteOf(before: readonly Asked[], symbol: string): Quote | undefined {
  const last = <T>(name: string, field: keyof T) => {
    const asked = before.findLast(
      each => each.name === name && each.params.symbol === symbol && bodyOf<T>(each)?.[field] !== undefined,
    )
    return bodyOf<T>(asked)
  }
  const book = last<{ bidPrice: string; askPrice: string }>(bookTicker, 'askPrice')
  const ticker = last<{ price: string }>('GET ticker/price', 'price')
  const premium = last<{ markPrice: string }>('GET premiumIndex', 'markPrice')
  if (!book || !ticker || !premium) return undefined
  return {
    bid: dec(book.bidPrice),
    ask: dec(book.askPrice),
    last: dec(ticker.price),
    mark: dec(premium.markPrice),
  }
}

/** The price at which an entry would fill at once. */
export const touchOf = ({ ask, bid }: Quote, sign: 1 | -1): Dec => (sign > 0 ? ask : bid)

export const bookTicker = 'GET ticker/bookTicker'
/** Two deliveries of one signal may both be planning for this long. */
const besideMs = 6_000
const isBeside = (at: number, sentAt: number): boolean => at <= sentAt && at > sentAt - besideMs

/**
 * The requests of each invocation that may have planned an entry: of its sender, and of those that asked for the same
 * market's prices at the same time. If a message is delivered twice, the plan written first is sent.
 */
export function planners(
  before: readonly Asked[],
  everyCaller: Iterable<readonly Asked[]>,
  { symbol, sentAt }: { readonly symbol: string; readonly sentAt: number },
): readonly (readonly Asked[])[] {
  const beside = [...everyCaller]
    .filter(([first]) => first?.caller !== before[0]?.caller)
    .filter(asked => asked.some(({ name, sentAt: at }) => name === bookTicker && isBeside(at, sentAt)))
    .map(asked => asked.filter(({ answer }) => answer && answer.at <= sentAt))
    .filter(asked => quoteOf(asked, symbol))
  return [before, ...beside]
}
