import crypto, { createHash } from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/**
 * Derives this thread's random numbers and ids from a seed, so that the same run draws the same: pauses before
 * retries, ids of messages and of writers. The returned function sets another seed.
 */
export function installSeededChance(seed: string): (seed: string) => void {
  let random = xoroshiro128plus(numberOf(seed))
  const next = () => random.next() >>> 0
  Math.random = () => next() / 2 ** 32
  const randomUUID = () =>
    uuidFrom([next(), next(), next(), next()].map(part => part.toString(16).padStart(8, '0')).join(''))
  crypto.randomUUID = randomUUID as typeof crypto.randomUUID
  globalThis.crypto.randomUUID = randomUUID as typeof crypto.randomUUID
  syncBuiltinESMExports()
  return another => {
    random = xoroshiro128plus(numberOf(another))
  }
}

/** An id that looks random and is the same for the same name. */
export const uuidOf = (name: string): string => uuidFrom(createHash('sha256').update(name).digest('hex'))

/** From 32 hexadecimal digits; a 4 and an 8 mark it as a random UUID. */
const uuidFrom = (hex: string): string =>
  hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5')

const numberOf = (seed: string): number => createHash('sha256').update(seed).digest().readInt32BE()
