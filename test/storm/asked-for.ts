import type { PriceFeed } from '#paper/ports.ts'
import type { Chance } from './chance.ts'

interface Told {
  readonly key: string
  readonly symbol: string
  readonly action: string
  readonly at: number
}

type Asked = Readonly<Record<string, unknown>>

/**
 * What a signal asks for its own position beyond shares of the margin: its ladder, its size, and prices near the
 * market's at that time. Most ask for nothing of the kind.
 */
export async function askedFor(dice: Chance, market: PriceFeed, told: Told): Promise<Asked> {
  const { key, symbol, action, at } = told
  const asks = (what: string, share: number) => dice.share(`${key} asks ${what}`) < share
  const felt = asks('sentiment', 0.3) && { sentiment: Number(dice.between(-1, 1, `${key} felt`).toFixed(2)) }
  if ((action !== 'BUY' && action !== 'SELL') || !asks('at all', 0.4)) return { ...felt }
  const now = Number((await market.latest(symbol, at))?.last ?? 0)
  const away = action === 'BUY' ? 1 : -1
  const priced = (share: number) => Number((now * (1 + share * away)).toPrecision(7))
  const between = (least: number, most: number, what: string) => dice.between(least, most, `${key} ${what}`)
  return {
    ...felt,
    ...(asks('ladder', 0.4) && {
      ladder: dice.pick(['none', 'none', 'fee-aware', 'standard', 'default'], `${key} ladder`),
    }),
    ...(asks('stop', 0.5) && { stopPrice: priced(-between(0.001, 0.008, 'stop')) }),
    ...(asks('profits', 0.5) && { takeProfits: profits(dice, key, priced) }),
    ...(asks('trail', 0.4) && { trailPct: between(0.01, 0.08, 'trail').toFixed(3) }),
    ...(asks('size', 0.5) && { size: sizeOf(dice, key, now) }),
  }
}

function profits(dice: Chance, key: string, priced: (share: number) => number): readonly unknown[] {
  const count = dice.pick([1, 2, 3], `${key} profits`)
  const first = dice.between(0.0005, 0.003, `${key} first profit`)
  const prices = Array.from({ length: count }, (_, index) => priced(first * (index + 1)))
  const shares = dice.pick([[], [0.5, 0.3, 0.2], [0.3, 0.3, 0.2]], `${key} shares`)
  return prices.map((price, index) => (shares.length > 0 ? { price, share: shares[index] } : price))
}

function sizeOf(dice: Chance, key: string, price: number): Asked {
  const margin = dice.between(20, 4_000, `${key} size`)
  return dice.pick<Asked>(
    [
      { balanceShare: Number((margin / 10_000).toFixed(4)) },
      { margin: Number(margin.toFixed(2)) },
      { notional: Number((margin * 8).toFixed(2)) },
      { quantity: Number(((margin * 8) / price).toFixed(4)) },
    ],
    `${key} size kind`,
  )
}
