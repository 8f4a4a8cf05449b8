import { type Dec, type DecimalString, dec, toMultiple } from './decimal.ts'
import { leastQuantity, priceAt, stepOf } from './margin.ts'
import type { TakeProfit } from './overrides.ts'
import type { PositionSettings, Rung } from './position.ts'
import type { SymbolRules } from './rules.ts'
import type { Side } from './side.ts'
import { takeProfitTick } from './stop-level.ts'

interface RungBasis {
  readonly side: Side
  /** Both as they are stored: with more digits, planning the rungs again would give other rungs. */
  readonly entryPrice: DecimalString
  readonly quantity: DecimalString
  readonly leverage: number
  readonly settings: PositionSettings
  readonly rules: SymbolRules
}

/**
 * The take-profits of a position, fixed at entry. They are the signal's own, or else: the first sells its part of the
 * position, and the ladder's sell their shares of the rest, the runner. One too small for the symbol joins the next,
 * and at the end the one before.
 */
export function planRungs(basis: RungBasis): Rung[] {
  const { settings } = basis
  const quantity = dec(basis.quantity)
  const planned = settings.takeProfits?.map(told => ofSignal(basis, told)) ?? ofSettings(basis)
  const rungs: Rung[] = []
  let left = quantity
  let carried = dec(0)
  for (const plan of planned) {
    const wanted = plan.quantity === 'rest' ? left : plan.quantity.plus(carried)
    const size = wanted.gt(left) ? left : wanted
    if (size.lt(leastQuantity(basis.rules))) {
      carried = size
      continue
    }
    carried = dec(0)
    left = left.minus(size)
    rungs.push({
      tier: plan.tier,
      triggerPrice: takeProfitTick(basis.side, plan.price, dec(basis.rules.tickSize)).toFixed(),
      quantity: size.toFixed(),
      state: 'waiting',
    })
  }
  const last = rungs.pop()
  return last ? [...rungs, { ...last, quantity: carried.plus(last.quantity).toFixed() }] : []
}

/** One take-profit, before one that is too small joins another. */
interface Planned {
  /** The ladder's tier that offers it. */
  readonly tier: number
  readonly price: Dec
  readonly quantity: Dec | 'rest'
}

/** Offered one after the other from the entry on, whatever tier is reached. */
function ofSignal({ quantity, rules }: RungBasis, { price, share }: TakeProfit): Planned {
  return { tier: 0, price: dec(price), quantity: partOf(dec(quantity), share, rules) }
}

function ofSettings({
  side,
  entryPrice,
  leverage,
  settings,
  rules,
  ...basis
}: RungBasis): readonly Planned[] {
  const quantity = dec(basis.quantity)
  const at = (pct: DecimalString) => priceAt(side, dec(entryPrice), dec(pct), leverage)
  const first = toMultiple(quantity.times(settings.partialTakeProfit), stepOf(rules), 'down')
  return [
    { tier: 0, price: at(settings.takeProfitPct), quantity: first },
    ...settings.ladder.map(({ takeProfit }, index) => ({
      tier: index + 1,
      price: at(takeProfit.at),
      quantity: partOf(quantity.minus(first), takeProfit.share, rules),
    })),
  ]
}

const partOf = (quantity: Dec, share: DecimalString | 'rest', rules: SymbolRules): Dec | 'rest' =>
  share === 'rest' ? share : toMultiple(quantity.times(share), stepOf(rules), 'down')
