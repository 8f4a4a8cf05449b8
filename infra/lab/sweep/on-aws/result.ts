import type { Played } from '../try.ts'

/** What a set came to, as the replay leaves it in the store. */
export interface StoredResult extends Played {
  readonly v: 1
  /** How long the replay was at it, reading included. */
  readonly ms: number
}

export const resultText = (played: Played, ms: number): string =>
  JSON.stringify({ v: 1, ms, ...played } satisfies StoredResult)

/** Throws where it is no result: another program writes into the bucket. */
export function readResult(key: string, bytes: Uint8Array): StoredResult {
  const result: Partial<StoredResult> = JSON.parse(Buffer.from(bytes).toString())
  const { v, ms, trades, rejected, broken } = result
  if (v !== 1 || ms === undefined || !trades || !rejected || !broken)
    throw new Error(
      `${key}: expected what a set came to, got ${JSON.stringify(result).slice(0, 60)}. Delete it, and sweep again.`,
    )
  return { v, ms, trades, rejected, broken }
}
