/** Significant digits after the point of a plain decimal string. */
export function decimalsOf(text: string): number {
  return text.replace(/^\d+\.?/, '').replace(/0+$/, '').length
}

/** The decimal string in whole units of 10^-decimals. */
export function units(text: string, decimals: number, source: string): number {
  const [whole = '0', fraction = ''] = text.split('.')
  const value = Number(whole + fraction.slice(0, decimals).padEnd(decimals, '0'))
  if (!Number.isSafeInteger(value))
    throw new Error(`${source}: ${text} has too many digits to be held exactly.`)
  return value
}

/** Whole units of 10^-decimals as a decimal string. */
export function decimalString(value: number, decimals: number): string {
  return (value / 10 ** decimals).toFixed(decimals)
}
