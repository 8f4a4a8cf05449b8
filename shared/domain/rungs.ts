import { type DecimalString, dec, toMultiple } from './decimal.ts'
import { leastQuantity, priceAt, stepOf } from './margin.ts'
import type { PositionSettings, Rung } from './position.ts'
import type { SymbolRules } from './rules.ts'
import type { Side } from './side.ts'
import { takeProfitTick } from './stop-level.ts'

interface RungBasis {
  readonly side: Side
  /** Both as they are kept: planned from more digits, the rungs would come out different when they are planned again. */
  readonly entryPrice: DecimalString
  readonly quantity: DecimalString
  readonly leverage: number
  readonly settings: PositionSettings
  readonly rules: SymbolRules
}

/**
 * The take-profits of a position, fixed at entry: the first sells its part of the position, the others
 * their shares of what that leaves, the runner. One that is too small for the symbol joins the next, and at the
 * end the one before.
 */
export function planRungs(basis: RungBasis): Rung[] {
  const { settings } = basis
  const quantity = dec(basis.quantity)
  const step = stepOf(basis.rules)
  const first = toMultiple(quantity.times(settings.partialTakeProfit), step, 'down')
  const runner = quantity.minus(first)
  const planned = [
    { at: settings.takeProfitPct, quantity: first },
    ...settings.ladder.map(({ takeProfit: { at, share } }) => ({
      at,
      quantity: share === 'rest' ? ('rest' as const) : toMultiple(runner.times(share), step, 'down'),
    })),
  ]
  const rungs: Rung[] = []
  let left = quantity
  let carried = dec(0)
  for (const [tier, plan] of planned.entries()) {
    const wanted = plan.quantity === 'rest' ? left : plan.quantity.plus(carried)
    const size = wanted.gt(left) ? left : wanted
    if (size.lt(leastQuantity(basis.rules))) {
      carried = size
      continue
    }
    carried = dec(0)
    left = left.minus(size)
    const price = priceAt(basis.side, dec(basis.entryPrice), dec(plan.at), basis.leverage)
    rungs.push({
      tier,
      triggerPrice: takeProfitTick(basis.side, price, dec(basis.rules.tickSize)).toFixed(),
      quantity: size.toFixed(),
      state: 'waiting',
    })
  }
  const last = rungs.pop()
  return last ? [...rungs, { ...last, quantity: carried.plus(last.quantity).toFixed() }] : []
}
