import type { RefusalReason } from '#domain/admission.ts'

/** For each rejection: what would lift it, an account of its own or the settings below. */
const isLifted: Readonly<Record<RefusalReason, boolean>> = {
  'low-confidence': true,
  'low-sentiment': true,
  halted: true,
  'daily-loss': true,
  'already-open': true,
  'opposes-open-position': true,
  cooldown: true,
  'no-slot': true,
  'order-budget': true,
  'unmanaged-position': true,
  'stoploss-guard': true,
  'max-drawdown': true,
  'low-profit-pairs': true,
  'cooldown-period': true,
  // Reasons in the signal itself, or its symbol.
  invalid: false,
  hold: false,
  stale: false,
  duplicate: false,
  superseded: false,
  'unknown-symbol': false,
  'not-trading': false,
  // Reasons in the market, which is the same for any account.
  'nothing-open': false,
  'stop-too-tight': false,
  'stop-too-wide': false,
  'take-profit-too-tight': false,
  'trail-too-tight': false,
  'wrong-side': false,
  'no-fill': false,
  refused: false,
}

/** Whether a signal rejected for this reason would be accepted on an account of its own, with `lifted` settings. */
export const isOfTheAccount = (reason: string): boolean => isLifted[reason as RefusalReason] ?? false

/** These settings without the limits that could stop an entry even on an empty account. */
export const lifted = (environment: Readonly<Record<string, string>>): Readonly<Record<string, string>> => ({
  ...environment,
  QT_CONFIDENCE_THRESHOLD: '0',
  QT_MIN_SENTIMENT: '-1',
  QT_MAX_DAILY_LOSS: '1000000000',
  QT_KILL_SWITCH: 'off',
})
