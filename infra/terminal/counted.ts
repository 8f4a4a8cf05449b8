/** A number and what it counts: `1 order`, `2,000 orders`; `many` where the plural is not the word with an s. */
export const counted = (number: number, one: string, many = `${one}s`): string =>
  `${number.toLocaleString('en-US')} ${number === 1 ? one : many}`
