import { opens, type Tokens } from '#domain/tokens.ts'
import type { Clock } from '#ports/clock.ts'

/** How long the tokens that were read stay in use, in milliseconds: a revoked token opens nothing after a minute. */
export const kept = {
  /** From this age on the tokens are read again before use. */
  fresh: 30_000,
  /** Up to this age they still serve when reading them fails. */
  most: 55_000,
  /** The least time between two readings caused by wrong tokens: strangers may send any number of them. */
  apart: 10_000,
} as const

export interface TokenKeeper {
  /** Whether the token opens the source's door. Throws if that cannot be known. */
  opens(source: string, token: string): Promise<boolean>
}

interface Reading {
  readonly tokens: Tokens
  /** When the reading began: changes made later may be missing from it. */
  readonly at: number
}

/** Keeps the tokens of the secret that `read` reads, and answers from memory as long as they are fresh enough. */
export function keepTokens(read: () => Promise<Tokens>, clock: Clock): TokenKeeper {
  let last: Reading | undefined

  async function readAgain(): Promise<Reading> {
    const at = clock.now()
    last = { tokens: await read(), at }
    return last
  }

  async function current(): Promise<Reading> {
    const known = last
    const age = known ? clock.now() - known.at : Number.POSITIVE_INFINITY
    if (known && age < kept.fresh) return known
    try {
      return await readAgain()
    } catch (error) {
      if (known && age < kept.most) return known
      throw error
    }
  }

  return {
    async opens(source, token) {
      const known = await current()
      if (opens(known.tokens, source, token)) return true
      // The token may have been made since the last reading.
      if (clock.now() - known.at < kept.apart) return false
      return opens((await readAgain()).tokens, source, token)
    },
  }
}
