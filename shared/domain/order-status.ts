/**
 * Statuses of a regular order that will not fill any further. `EXPIRED_IN_MATCH`: the exchange ended it rather than
 * let it trade with another order of the same account.
 */
const ended: readonly string[] = ['FILLED', 'CANCELED', 'EXPIRED', 'EXPIRED_IN_MATCH', 'REJECTED']

export const hasEnded = ({ status }: { readonly status: string }): boolean => ended.includes(status)
