import { fileURLToPath } from 'node:url'

/** Where `npm run local` writes its connection by default. */
export const usualPlace = fileURLToPath(new URL('../../.quantum-trader/local.json', import.meta.url))

/** A file name contains a slash or an extension; no command, symbol, action or id does. */
const isFile = (word: string) => word.endsWith('.json') || /^(~|\.{0,2}\/)/.test(word)

/**
 * Adds the default path after each `--local` without a file: otherwise the flag would take the next word for its file,
 * as in `qt --local doctor` and `qt close --local ETHUSDT`.
 */
export function withLocalPlace(words: readonly string[]): readonly string[] {
  const end = words.includes('--') ? words.indexOf('--') : words.length
  return words.map((word, at) => {
    const next = words[at + 1]
    const alone = word === '--local' && at < end && (next === undefined || !isFile(next))
    return alone ? `--local=${usualPlace}` : word
  })
}
