/**
 * Characters that a terminal obeys or hides instead of showing: controls, directions, joiners, lone surrogates,
 * unassigned characters.
 */
const unprintable = /[\p{C}\p{Zl}\p{Zp}]/gu

/** The text with each such character as its number: safe to show, store and send. */
export const printable = (text: string): string =>
  text.replace(unprintable, character => `\\u{${character.codePointAt(0)?.toString(16)}}`)

/** As JSON in which each text, names of fields too, is printable. */
export const printableJson = (value: unknown): string => JSON.stringify(value, withPrintableText)

function withPrintableText(_: string, value: unknown): unknown {
  if (typeof value === 'string') return printable(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [printable(name), each]))
}

/** The beginning of the text, up to a number of characters. */
export const excerpt = (text: string, most: number): string =>
  Array.from(printable(text)).slice(0, most).join('')

/** How deep a value is shown: a message may be nested deeper than code can recurse. */
const deepest = 4

/** As JSON for the operator; deeper levels are left out. */
export const shownAsJson = (value: unknown): string => JSON.stringify(shallow(value, 0)) ?? 'nothing'

function shallow(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depth === deepest) return '…'
  if (Array.isArray(value)) return value.map(each => shallow(each, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shallow(each, depth + 1)]))
}
