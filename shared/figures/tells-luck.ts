/** What a trader chooses by: whom to follow, what to trade, which way. */
const chosenBy: readonly string[] = ['source', 'symbol', 'side']

/** Whether groups of this kind tell what luck may have made of them, where they have trades enough. */
export const tellsLuck = (group: string): boolean => chosenBy.includes(group)
