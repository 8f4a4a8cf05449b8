import { hash, timingSafeEqual } from 'node:crypto'
import * as z from 'zod'
import { isSourceName } from './sources.ts'

/** What is kept of a token: nothing that opens the door. */
export interface KeptToken {
  /** SHA-256, hexadecimal. A token is random and long, so that no table of hashes leads back to it. */
  readonly hash: string
  /** Milliseconds since the epoch. */
  readonly madeAt: number
}

/** What the secret of the webhook holds: for each source its token. */
export interface Tokens {
  readonly v: 1
  readonly tokens: Readonly<Record<string, KeptToken>>
}

export const noTokens: Tokens = { v: 1, tokens: {} }

const keptToken = z.object({ hash: z.string().regex(/^[0-9a-f]{64}$/), madeAt: z.number() })
const schema = z.object({
  v: z.literal(1),
  tokens: z.record(z.string().refine(isSourceName), keptToken),
})

/** Reads what the secret holds; undefined where it is none of it. */
export function parseTokens(text: string): Tokens | undefined {
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

/** A new token of these 32 random bytes: letters, digits, - and _, so that it fits into an address and into JSON. */
export const tokenOf = (random: Uint8Array): string => `qt_${Buffer.from(random).toString('base64url')}`

export const hashOfToken = (token: string): string => hash('sha256', token, 'hex')

/** In the place of a source's token where it has none: as long to compare with, and no token has it. */
const nothing = '0'.repeat(64)

/** Whether the token is that of the source. Takes as long for any token, and for a source without one. */
export function opens({ tokens }: Tokens, source: string, token: string): boolean {
  const kept = Object.hasOwn(tokens, source) ? tokens[source]?.hash : undefined
  const isEqual = timingSafeEqual(Buffer.from(hashOfToken(token)), Buffer.from(kept ?? nothing))
  return isEqual && kept !== undefined
}

/** With another token for the source; without one its door is shut. */
export function withToken({ tokens }: Tokens, source: string, token: KeptToken | undefined): Tokens {
  const others = Object.entries(tokens).filter(([name]) => name !== source)
  return { v: 1, tokens: Object.fromEntries([...others, ...(token ? [[source, token] as const] : [])]) }
}
