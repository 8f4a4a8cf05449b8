import { stripVTControlCharacters } from 'node:util'

/**
 * Text in lines of at most `columns` visible characters; `indent` begins all but the first. Lines break between words,
 * but not before a per cent sign or a bracket.
 */
export function wrapped(text: string, columns: number, indent = ''): string {
  const [first = '', ...words] = text.split(/ (?![%(])/)
  const lines = [first]
  for (const word of words) {
    const longer = `${lines.at(-1)} ${word}`
    if (lengthOf(longer) <= columns) lines[lines.length - 1] = longer
    else lines.push(`${indent}${word}`)
  }
  return lines.join('\n')
}

/** How many characters are visible: colours are not. */
export const lengthOf = (text: string): number => stripVTControlCharacters(text).length
