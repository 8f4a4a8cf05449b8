import { fileURLToPath } from 'node:url'

/** Where `npm run local` writes its connection unless it is told another place. */
export const usualPlace = fileURLToPath(new URL('../../.quantum-trader/local.json', import.meta.url))

/** A file is written as a path or by its ending; no command, symbol, action or id is written like that. */
const isFile = (word: string) => word.endsWith('.json') || /^(~|\.{0,2}\/)/.test(word)

/**
 * The command line with the usual place after each `--local` that no file follows: otherwise the flag would take the
 * command or symbol behind it for its file, as in `qt --local doctor` and `qt close --local ETHUSDT`.
 */
export function withLocalPlace(words: readonly string[]): readonly string[] {
  const end = words.includes('--') ? words.indexOf('--') : words.length
  return words.map((word, at) => {
    const next = words[at + 1]
    const alone = word === '--local' && at < end && (next === undefined || !isFile(next))
    return alone ? `--local=${usualPlace}` : word
  })
}
