import { hash, timingSafeEqual } from 'node:crypto'
import * as z from 'zod'
import { isSourceName } from './sources.ts'

/** What is kept of a token: nothing that could be used as one. */
export interface KeptToken {
  /** SHA-256, hexadecimal. A token is random and long, so no table of hashes leads back to it. */
  readonly hash: string
  /** Milliseconds since the epoch. */
  readonly madeAt: number
}

/** The content of the webhook's secret: each source's token. */
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

/** Reads the secret's content; undefined when it is not in this form. */
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

/** Stands in for the token of a source that has none: as slow to compare, and no token matches it. */
const nothing = '0'.repeat(64)

/** Whether the token is the source's. Takes equally long for any token, and for a source without one. */
export function opens({ tokens }: Tokens, source: string, token: string): boolean {
  const kept = Object.hasOwn(tokens, source) ? tokens[source]?.hash : undefined
  const isEqual = timingSafeEqual(Buffer.from(hashOfToken(token)), Buffer.from(kept ?? nothing))
  return isEqual && kept !== undefined
}

/** The tokens with the source's replaced; without a token the source is locked out. */
export function withToken({ tokens }: Tokens, source: string, token: KeptToken | undefined): Tokens {
  const others = Object.entries(tokens).filter(([name]) => name !== source)
  return { v: 1, tokens: Object.fromEntries([...others, ...(token ? [[source, token] as const] : [])]) }
}
