import { type Dec, dec } from '#domain/decimal.ts'
import { greater, type Led, lesser } from './cases.ts'
import { levelAskedFor } from './orders.ts'
import { bookTicker } from './quotes.ts'
import { type Asked, bodyOf, type Span } from './testimony.ts'

/** A mark as far as it may decide: no further than bid and ask confirm it, if they were answered too. */
export interface Confirmed {
  readonly profit: Dec
  readonly loss: Dec
}

/** The best prices in an answer, and its time. */
export interface Touch {
  readonly bid: Dec
  readonly ask: Dec
  readonly at: number
}

/** From here on a mark counts as far off: a share of the price; above 30x a share of the margin. */
const far = { ofPrice: dec('0.01'), ofMargin: dec('0.3') }

/** Every answered bid and ask of a symbol. */
export const touchesAnswered = (asked: readonly Asked[], symbol: string): readonly Touch[] =>
  asked
    .filter(({ name, params, answer }) => name === bookTicker && params.symbol === symbol && answer)
    .flatMap(each => {
      const { bidPrice = '', askPrice = '' } = bodyOf<{ bidPrice?: string; askPrice?: string }>(each) ?? {}
      const isOne = Number(bidPrice) > 0 && Number(askPrice) > 0
      return isOne ? [{ bid: dec(bidPrice), ask: dec(askPrice), at: each.answer?.at ?? 0 }] : []
    })

/** What the touches of one look leave of its mark: the smallest profit, and the smallest loss. */
export function confirmed(of: Led, mark: Dec, touches: readonly Touch[], { from, to }: Span): Confirmed {
  const share = lesser(far.ofPrice, far.ofMargin.div(of.leverage))
  const most = (levelAskedFor(of, from) ?? of.entryPrice).times(share)
  const denying = (side: 'bid' | 'ask') =>
    touches
      .filter(({ at }) => at >= from && at <= to)
      .map(touch => touch[side])
      .filter(price => mark.minus(price).abs().gt(most))
  return of.sign > 0
    ? { profit: denying('bid').reduce(lesser, mark), loss: denying('ask').reduce(greater, mark) }
    : { profit: denying('ask').reduce(greater, mark), loss: denying('bid').reduce(lesser, mark) }
}
