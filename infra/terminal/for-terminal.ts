import { printable } from '#domain/printable.ts'

/** Colours, as ours are written, and the end of a line */
const ours = new RegExp(`(${'\u001b'}\\[\\d{1,2}m|\\n)`)

/**
 * Text as it goes to a terminal. It may hold what strangers sent (messages, keys, client ids, the exchange's words):
 * of what a terminal obeys, only lines and colours are left.
 */
export const forTerminal = (text: string): string =>
  text
    .split(ours)
    .map((part, index) => (index % 2 === 1 ? part : printable(part)))
    .join('')

/** Between the strings of JSON there is nothing but printable text and line ends. */
const inStrings = /[^\P{C}\n]|[\p{Zl}\p{Zp}]/gu

/** The same value as JSON that a terminal can be shown. */
export const jsonForTerminal = (value: unknown, indent?: number): string =>
  JSON.stringify(value, undefined, indent).replace(inStrings, character =>
    Array.from(
      { length: character.length },
      (_, unit) => `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`,
    ).join(''),
  )
