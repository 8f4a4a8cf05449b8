import type { ClosedTrade } from './closed-trade.ts'
import type { Finding, Locking } from './rule.ts'

/** freqtrade's CooldownPeriod: a symbol is not entered for a while after each of its trades. */
export type CooldownPeriod = Locking & {
  readonly method: 'CooldownPeriod'
}

export const afterTrade = (_rule: CooldownPeriod, closing: ClosedTrade): Finding => ({
  why: `${closing.symbol} was closed`,
  trades: [closing],
  symbol: closing.symbol,
})
