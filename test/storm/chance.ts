/**
 * Randomness without a sequence: a decision depends on the seed and on its own name, never on the number of decisions
 * before it. If one fault is left out of a storm, all others stay as they were.
 */
export interface Chance {
  /** From 0 up to, not including, 1. */
  share(what: string): number
  between(least: number, most: number, what: string): number
  pick<T>(choices: readonly T[], what: string): T
}

export function chance(seed: number): Chance {
  const share = (what: string) => hashOf(`${seed} ${what}`) / 2 ** 32
  return {
    share,
    between: (least, most, what) => least + share(what) * (most - least),
    pick(choices, what) {
      const picked = choices[Math.floor(share(what) * choices.length)]
      if (picked === undefined) throw new Error(`Expected something to pick from for ${what}`)
      return picked
    },
  }
}

/** FNV-1a with murmur's finalizer: 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
