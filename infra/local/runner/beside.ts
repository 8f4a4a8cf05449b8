/**
 * Whether a function tells what happens, and trades nothing: a run waits for none of these, because a service that is
 * away would hold up its end for days.
 */
export const isBeside = (functionLabel: string): boolean => /^(notifier|digest|tell-.+)$/.test(functionLabel)
