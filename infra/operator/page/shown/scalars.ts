import * as z from 'zod'

/** Money, prices, quantities and shares as text, so that no digit is lost on the way to the page. */
export const decimal = z
  .string()
  .meta({ id: 'Decimal', description: 'A decimal number as text.', example: '2801.55' })

/** A share of 1: `0.05` is 5 %. */
export const share = z
  .string()
  .meta({ id: 'Share', description: 'A share of 1 as decimal text.', example: '0.05' })

/** Milliseconds since 1970 in the market’s time, which on a local run is not this machine’s. */
export const time = z.number().meta({
  id: 'Time',
  description: 'Milliseconds since 1970, in the time of the market that is traded.',
  example: 1_738_548_000_000,
})

/** Text that another program or a stranger may have written: shown as text, never as markup. */
export const text = z.string()

export const side = z.enum(['long', 'short']).meta({ id: 'Side' })
