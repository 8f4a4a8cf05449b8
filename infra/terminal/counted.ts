/** A number with its noun: `1 order`, `2,000 orders`; `many` is an irregular plural. */
export const counted = (number: number, one: string, many = `${one}s`): string =>
  `${number.toLocaleString('en-US')} ${number === 1 ? one : many}`
