import type { Price } from './prices.ts'

/** One line of a bill. */
export interface Line {
  readonly what: string
  readonly quantity: number
  readonly price: Price
  readonly usd: number
}

export const line = (what: string, quantity: number, price: Price): Line => ({
  what,
  quantity,
  price,
  usd: quantity * price.usd,
})

export const total = (lines: readonly Line[]): number => lines.reduce((sum, { usd }) => sum + usd, 0)
