/**
 * What a function does beside the trading: it tells what happens, or it listens for a quarter of an hour at a time. A run
 * waits for neither: a service that is away would hold up its end for days, and one sentinel starts the next.
 */
export function workOf(functionLabel: string): 'trading' | 'telling' | 'listening' {
  if (/^(notifier|digest|tell-.+)$/.test(functionLabel)) return 'telling'
  return functionLabel === 'sentinel' ? 'listening' : 'trading'
}

export const isBeside = (functionLabel: string): boolean => workOf(functionLabel) === 'telling'
