import { defaultLadder, type Ladder } from './ladder.ts'

/**
 * Ladders by name, each looser than the one before it.
 *
 * At 30x a taker's fees of 0.05 % each way are 3 % of the margin (`roundTripOfMargin`): break-even lies at +3 %, and a
 * take-profit at +8 % leaves 5 %. The fee-aware ladder takes account of those 3 %:
 *
 * - Nothing moves below 10 %, more than three times the fees. At the standard ladder's 5 % the stop stands 2 % of the
 *   margin behind the mark, 0.07 % of the price: it would be hit in most minutes.
 * - The first take-profit, at 15 %, leaves four times the fees.
 * - Locks begin when they beat break-even by more than the fees: 40 % of 20 % is 8 %, of which 5 % remain. The
 *   standard's first lock, 20 % of 10 %, is 2 % and lies below break-even.
 *
 * At a lower leverage fees are a smaller part of the margin, and the fee-aware steps are wider than fees alone require.
 */
export const ladders = {
  standard: defaultLadder,
  'fee-aware': [
    { at: '0.10', stop: 'break-even', takeProfit: { at: '0.15', share: '0.25' } },
    { at: '0.20', stop: { lock: '0.40' }, takeProfit: { at: '0.30', share: '0.25' } },
    { at: '0.35', stop: { lock: '0.60' }, takeProfit: { at: '0.50', share: '0.25' } },
    { at: '0.60', stop: { lock: '0.70' }, takeProfit: { at: '1.00', share: 'rest' } },
  ],
  /** Only the first stop and the first take-profit: the stop never moves, and nothing else is sold. */
  none: [],
} as const satisfies Record<string, Ladder>

export type LadderName = keyof typeof ladders

/** The ladder that a signal names; by default that of the settings. */
export const ladderOf = <T>(name: 'default' | LadderName = 'default', configured: T): T | Ladder =>
  name === 'default' ? configured : ladders[name]
