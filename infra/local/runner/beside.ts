/**
 * Functions beside the trading: one sends notifications, one listens for a quarter of an hour at a time. A run waits
 * for neither: an unreachable channel would delay its end for days, and each sentinel starts the next.
 */
export function workOf(functionLabel: string): 'trading' | 'telling' | 'listening' {
  if (/^(notifier|digest|tell-.+)$/.test(functionLabel)) return 'telling'
  return functionLabel === 'sentinel' ? 'listening' : 'trading'
}

export const isBeside = (functionLabel: string): boolean => workOf(functionLabel) === 'telling'
