const overLimit: readonly number[] = [-1003, -1015, 418, 429]

/** Whether too much was asked: an immediate repetition makes it worse. */
export const isOverLimit = (code: number): boolean => overLimit.includes(code)

const otherRules: readonly number[] = [-1111, -4002, -4004, -4005, -4013, -4014, -4023, -4164]

/**
 * Whether a refusal says that the symbol's rules differ from those that the order was made by: precision, least and
 * most of price and quantity, tick, step, least notional. A price outside its band (-4131, -4016, -4024) says nothing
 * about the rules.
 */
export const tellsOfOtherRules = (code: number): boolean => otherRules.includes(code)

const anotherTick: readonly number[] = [-1111, -4014]

/** Whether a stop without a quantity may be refused with this code merely because its price is off today's tick. */
export const tellsOfAnotherTick = (code: number): boolean => anotherTick.includes(code)

/** Whether an order at market exceeds the largest allowed quantity. */
export const tellsOfAnotherMaximum = (code: number): boolean => code === -4005
