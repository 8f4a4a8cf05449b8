import { printable } from '#domain/printable.ts'

/** Our own colours and line ends. */
const ours = new RegExp(`(${'\u001b'}\\[\\d{1,2}m|\\n)`)

/**
 * Makes text safe for a terminal. It may contain strangers' text (messages, keys, client ids, the exchange's words): of
 * all control characters only line ends and colours stay.
 */
export const forTerminal = (text: string): string =>
  text
    .split(ours)
    .map((part, index) => (index % 2 === 1 ? part : printable(part)))
    .join('')

/** Outside its strings, JSON has only printable text and line ends. */
const inStrings = /[^\P{C}\n]|[\p{Zl}\p{Zp}]/gu

/** The same value as JSON that is safe for a terminal. */
export const jsonForTerminal = (value: unknown, indent?: number): string =>
  JSON.stringify(value, undefined, indent).replace(inStrings, character =>
    Array.from(
      { length: character.length },
      (_, unit) => `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`,
    ).join(''),
  )
