import { opens, type Tokens } from '#domain/tokens.ts'
import type { Clock } from '#ports/clock.ts'

/** How long what was read of the tokens is used, in milliseconds; a token that is taken away opens nothing a minute later. */
export const kept = {
  /** From then on it is read again before it is used. */
  fresh: 30_000,
  /** Until then it is used all the same where it cannot be read. */
  most: 55_000,
  /** How far apart the readings are that tokens cause which open nothing: strangers may send any number of them. */
  apart: 10_000,
} as const

export interface TokenKeeper {
  /** Whether the token opens the source's door. Throws where that cannot be known. */
  opens(source: string, token: string): Promise<boolean>
}

interface Reading {
  readonly tokens: Tokens
  /** When it was begun: whatever changed later it need not show. */
  readonly at: number
}

/** Knows the tokens of the secret that `read` reads, from memory as long as that may be. */
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
      // It may have been made since.
      if (clock.now() - known.at < kept.apart) return false
      return opens((await readAgain()).tokens, source, token)
    },
  }
}
