import colours from 'picocolors'

/** Uses colours on a terminal only. */
export const paint = colours.createColors(process.stdout.isTTY === true && !process.env.NO_COLOR)
