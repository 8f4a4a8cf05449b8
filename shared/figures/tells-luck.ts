/** The groups that a trader chooses by: whose signals to follow, what to trade, which way. */
const chosenBy: readonly string[] = ['source', 'symbol', 'side']

/** Whether groups of this kind show how much may be luck, if they have enough trades. */
export const tellsLuck = (group: string): boolean => chosenBy.includes(group)
