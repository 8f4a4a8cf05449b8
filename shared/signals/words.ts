import type { Action } from '#domain/signal.ts'

/** What one word asks for; `ENTRY` leaves the side to another word. */
export type Asked = Action | 'ENTRY'

const words: Readonly<Record<Asked, readonly string[]>> = {
  BUY: [
    ...['buy', 'long', '1', 'up', 'bull', 'bullish'],
    ...['golong', 'enterlong', 'entrylong', 'openlong', 'longentry', 'buylong', 'strongbuy'],
  ],
  SELL: [
    ...['sell', 'short', '-1', 'down', 'bear', 'bearish'],
    ...['goshort', 'entershort', 'entryshort', 'openshort', 'shortentry', 'sellshort', 'strongsell'],
  ],
  HOLD: ['hold', 'neutral', 'wait'],
  CLOSE: [
    ...['close', 'exit', 'flat', 'flatten', 'closeposition', 'exitposition', 'closeall', 'exitall'],
    ...['closelong', 'closeshort', 'exitlong', 'exitshort', 'longexit', 'shortexit', 'longclose'],
    ...['shortclose', 'selltoclose', 'buytoclose', 'buytocover', 'cover'],
  ],
  ENTRY: ['entry', 'enter', 'open'],
}

const askedBy: ReadonlyMap<string, Asked> = new Map(
  (Object.entries(words) as [Asked, readonly string[]][]).flatMap(([asked, said]) =>
    said.map(word => [word, asked] as const),
  ),
)

/**
 * In any case, with any separator between its parts; a number may be 1 or -1. Undefined for anything else, including 0.
 */
export function askedFor(said: unknown): Asked | undefined {
  if (typeof said === 'number') return askedBy.get(String(said))
  if (typeof said !== 'string') return undefined
  const word = said.trim().toLowerCase()
  return askedBy.get(word) ?? askedBy.get(word.replaceAll(/[\s_.-]/g, ''))
}

/**
 * What several words ask for together: `close` with any side closes, `entry` takes the side beside it. Undefined if
 * they contradict each other, or leave the side open.
 */
export function askedTogether(asked: readonly Asked[]): Action | undefined {
  if (asked.includes('CLOSE')) return asked.includes('HOLD') || asked.includes('ENTRY') ? undefined : 'CLOSE'
  const [action, ...others] = new Set(asked.filter(each => each !== 'ENTRY'))
  return others.length > 0 || (action === 'HOLD' && asked.includes('ENTRY')) ? undefined : action
}
