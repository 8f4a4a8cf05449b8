import colours from 'picocolors'

/** Colours on a terminal only. */
export const paint = colours.createColors(process.stdout.isTTY === true && !process.env.NO_COLOR)
