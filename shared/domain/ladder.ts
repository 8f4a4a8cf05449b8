import { type Dec, type DecimalString, dec, sum } from './decimal.ts'

/** Where a tier puts the stop: at break-even, or at a share of the profit at mark. */
export type TierStop = 'break-even' | { readonly lock: DecimalString }

export interface Tier {
  /** Margin PnL at mark from which the tier holds: 0.05 is 5 %. */
  readonly at: DecimalString
  readonly stop: TierStop
  /** A take-profit at margin PnL `at`, for a share of the runner or for the rest of it. */
  readonly takeProfit: { readonly at: DecimalString; readonly share: DecimalString | 'rest' }
}

/** Lowest tier first. A position's tier counts from 1; 0 is before the first. */
export type Ladder = readonly Tier[]

export const defaultLadder: Ladder = [
  { at: '0.05', stop: 'break-even', takeProfit: { at: '0.08', share: '0.25' } },
  { at: '0.10', stop: { lock: '0.20' }, takeProfit: { at: '0.15', share: '0.25' } },
  { at: '0.20', stop: { lock: '0.40' }, takeProfit: { at: '0.25', share: '0.20' } },
  { at: '0.35', stop: { lock: '0.60' }, takeProfit: { at: '0.45', share: '0.15' } },
  { at: '0.60', stop: { lock: '0.70' }, takeProfit: { at: '1.00', share: 'rest' } },
]

/** Whether the tiers rise, take-profits lie between tiers, locks never fall, and shares fit one runner. */
export function isRising(ladder: Ladder): boolean {
  const shares = ladder.map(tier => (tier.takeProfit.share === 'rest' ? '0' : tier.takeProfit.share))
  const lockOf = (stop: TierStop) => (stop === 'break-even' ? dec(0) : dec(stop.lock))
  return (
    sum(shares).lte(1) &&
    ladder.every((tier, index) => {
      const next = ladder[index + 1]
      const inside = dec(tier.takeProfit.at).gt(tier.at) && lockOf(tier.stop).lt(1)
      if (!next) return inside
      return (
        inside &&
        tier.takeProfit.share !== 'rest' &&
        dec(next.at).gte(tier.takeProfit.at) &&
        lockOf(next.stop).gte(lockOf(tier.stop))
      )
    })
  )
}

/** How many tiers a margin PnL has reached. */
export const tiersReached = (ladder: Ladder, pnl: Dec): number =>
  ladder.filter(tier => pnl.gte(tier.at)).length
