import { type DecimalString, dec } from '#domain/decimal.ts'
import { deepest, depthOf, type Fall, fallsOf, type Level } from './falls.ts'

/** The greatest falls below a high, by each measure; they may be different falls. */
export interface Drawdown {
  readonly money: DecimalString
  /** As a share of the high; absent if the starting balance is not known, or not above 0. */
  readonly share?: DecimalString
  /** The longest time below a high: until it was reached again, or until the end. */
  readonly ms: number
  /** Times of the greatest fall in money: its beginning, the lowest point, and the recovery. */
  readonly from?: string
  readonly lowestAt?: string
  readonly recoveredAt?: string
}

/** The drawdowns of an account's worth. `isWhole`: the curve has the whole account, not gains and losses alone. */
export function drawdownOf(curve: readonly Level[], isWhole: boolean): Drawdown {
  const falls = fallsOf(curve)
  const inMoney = deepest(falls, depthOf)
  const inShare = deepest(falls, shareOf)
  return {
    money: (inMoney ? depthOf(inMoney) : dec(0)).toFixed(),
    ...(isWhole && { share: (inShare ? shareOf(inShare) : dec(0)).toFixed(8) }),
    ms: Math.max(0, ...falls.map(({ beganAt, endedAt }) => endedAt - beganAt)),
    ...(inMoney && {
      from: iso(inMoney.beganAt),
      lowestAt: iso(inMoney.lowest.at),
      ...(inMoney.recovered && { recoveredAt: iso(inMoney.endedAt) }),
    }),
  }
}

/** The loss as a share of the high; undefined for a high that is not above 0. */
const shareOf = (fall: Fall) => (fall.high.equity.gt(0) ? depthOf(fall).div(fall.high.equity) : dec(0))

const iso = (at: number) => new Date(at).toISOString()
