/**
 * Binance takes 300 orders in 10 s and 1,200 in a minute from one account, and refuses what is over, an exit
 * like anything else. Improvements of all positions together stay within 120 in 10 s; the rest is kept free for
 * entries, first stops and exits, which never ask.
 */
export const orderBudget = { windowMs: 10_000, improvements: 120 } as const

/** The window that an instant (milliseconds) lies in, counted since 1970. */
export const orderWindow = (at: number): number => Math.floor(at / orderBudget.windowMs)

/** Orders that an improvement sends: a bridge, the stop at its new level and its backup; a resting take-profit. */
export const ordersOf = { 'raise-stop': 3, offer: 1 } as const
