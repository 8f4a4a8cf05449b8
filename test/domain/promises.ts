import { type Dec, dec, sum } from '#domain/decimal.ts'
import { marketStops } from '#domain/look.ts'
import { isTighter, tightest } from '#domain/side.ts'
import type { World } from './ideal-exchange.ts'

/** Watches a world and throws as soon as it breaks a promise about an open position. */
export function watching(first: World): (world: World) => void {
  const { side, rules, algoReduceOnlyRefused } = first.position
  let level = dec(first.position.protection.level)
  let stood: Dec | undefined

  return world => {
    const { protection } = world.position
    demand(!isTighter(side, level, dec(protection.level)), `the stop loosened to ${protection.level}`)
    level = dec(protection.level)
    demand(level.mod(rules.tickSize).isZero(), `the level ${level} is not on the tick`)

    demand(world.orders.length <= 5, `${world.orders.length} orders at once`)
    for (const order of world.orders) {
      demand(dec(order.triggerPrice).mod(rules.tickSize).isZero(), `${order.triggerPrice} is not on the tick`)
      demand(dec(order.quantity).mod(rules.stepSize).isZero(), `${order.quantity} is not on the step`)
    }
    demand(new Set(world.taken.map(({ rung }) => rung)).size === world.taken.length, 'a rung fired twice')
    soldOnly(world)

    if (world.quantity.isZero()) return
    const levels = marketStops(world).map(stop => dec(stop.triggerPrice))
    const standing = levels[0] && tightest(side, levels)
    if (stood && !algoReduceOnlyRefused) {
      demand(standing !== undefined, 'no market stop stands')
      demand(standing !== undefined && !isTighter(side, stood, standing), `the stop at ${stood} was given up`)
    }
    stood = standing ?? stood
  }
}

/** The quantity sold at a profit and the open one never exceed the entry. */
function soldOnly({ position, taken, quantity }: World) {
  const sold = sum(taken.map(({ rung }) => position.rungs[rung]?.quantity ?? 0))
  demand(quantity.plus(sold).lte(position.entryQuantity), `${sold} sold and ${quantity} open`)
  demand(quantity.isZero() || quantity.plus(sold).eq(position.entryQuantity), 'quantity went missing')
}

function demand(held: boolean, what: string): void {
  if (!held) throw new Error(`A promise is broken: ${what}`)
}
