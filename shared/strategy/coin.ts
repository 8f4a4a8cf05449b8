import { createHash } from 'node:crypto'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator'
import type { Applied } from './apply.ts'
import type { MadeSignal } from './signal.ts'

/**
 * What chance would have said in a rule's place: as many signals of the symbol with the same confidences, at closes at
 * which the rule could have spoken, on sides chosen by a coin. The same seed tosses the same. A rule that earns no more
 * than most seeds knows nothing.
 */
export function tossCoin({ symbol, signals, closes }: Applied, seed: number): readonly MadeSignal[] {
  const random = xoroshiro128plus(createHash('sha256').update(`${seed}/${symbol}`).digest().readInt32BE())
  const times = shuffled(closes, random)
    .slice(0, signals.length)
    .sort((a, b) => a - b)
  const confidences = shuffled(
    signals.map(({ confidence }) => confidence),
    random,
  )
  return times.map((at, index) => ({
    symbol,
    action: uniformInt(random, 0, 1) === 0 ? 'BUY' : 'SELL',
    confidence: confidences[index] ?? 0,
    source: 'coin_toss',
    at,
    meta: { seed },
  }))
}

/** Fisher and Yates: every order is equally likely. */
function shuffled<T>(items: readonly T[], random: RandomGenerator): T[] {
  const all = [...items]
  for (let last = all.length - 1; last > 0; last--) {
    const other = uniformInt(random, 0, last)
    const [a, b] = [all[last], all[other]]
    if (a !== undefined && b !== undefined) [all[last], all[other]] = [b, a]
  }
  return all
}
