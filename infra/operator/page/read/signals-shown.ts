import { reasonInTodaysWords } from '#decisions/former-words.ts'
import type { Verdict } from '#ports/state.ts'
import type { SignalShown } from '../shown/signal.ts'

/** A verdict for the page: without the message, which may be long and from any stranger. */
export function signalShown(verdict: Verdict): SignalShown {
  const {
    signalId: id,
    at,
    reason,
    detail,
    source,
    symbol,
    action,
    confidence,
    positionId,
    failure,
  } = verdict
  return {
    ...{ id, at, verdict: verdict.verdict },
    ...(reason !== undefined && { reason: reasonInTodaysWords(reason) }),
    ...(detail !== undefined && { detail }),
    ...(source !== undefined && { source }),
    ...(symbol !== undefined && { symbol }),
    ...(action !== undefined && { action }),
    ...(confidence !== undefined && { confidence }),
    ...(positionId !== undefined && { position: positionId }),
    ...(failure !== undefined && { failure }),
  }
}
