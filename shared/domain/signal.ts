export const actions = ['BUY', 'SELL', 'HOLD', 'CLOSE'] as const
export type Action = (typeof actions)[number]
