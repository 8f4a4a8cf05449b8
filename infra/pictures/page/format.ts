const minus = '−'

/** Shown for unknown values. */
export const none = '—'

/** Formats by their digits, kept because making one takes a hundred times as long as using it. */
const amounts = new Map<number, Intl.NumberFormat>()
const prices = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 7 })

function amountsOf(digits: number): Intl.NumberFormat {
  const known = amounts.get(digits)
  if (known) return known
  const made = new Intl.NumberFormat('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  amounts.set(digits, made)
  return made
}

const noSign = new RegExp(`^${minus}(?=[0.,]*$)`)

/** `1,234.50`, or `−1,234.50`. */
export const amount = (value: string | number, digits = 2): string =>
  amountsOf(digits).format(Number(value)).replace('-', minus).replace(noSign, '')

/** `+12.34` or `−3.20`; zero has no sign. */
export const signed = (value: string | number, digits = 2): string => {
  const text = amount(value, digits)
  return Number(value) > 0 && /[1-9]/.test(text) ? `+${text}` : text
}

/** A share as per cent: 0.0212 is `2.12 %`. */
export const percent = (share: string | number, digits = 2): string =>
  `${amount(Number(share) * 100, digits)} %`

export const signedPercent = (share: string | number, digits = 2): string =>
  `${signed(Number(share) * 100, digits)} %`

/** A price with seven digits. */
export const price = (value: string | number): string => prices.format(Number(value))

/** `2025-02-03 02:07:31`, UTC. */
export const moment = (at: number): string => new Date(at).toISOString().replace('T', ' ').slice(0, 19)

/** `45 s`, `12 min`, `3 h 5 min`, `2 d 4 h`. */
export function span(ms: number): string {
  const seconds = Math.round(ms / 1000)
  if (seconds < 90) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 90) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`
}

/** The class that colours money: `up`, `down` or none. */
export const tone = (value: string | number): string =>
  Number(value) > 0 ? 'up' : Number(value) < 0 ? 'down' : ''
