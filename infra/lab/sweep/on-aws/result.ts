import type { Played } from '../try.ts'

/** The result of a set, as the replay writes it to the store. */
export interface StoredResult extends Played {
  readonly v: 1
  /** How long the replay took, reading included. */
  readonly ms: number
}

export const resultText = (played: Played, ms: number): string =>
  JSON.stringify({ v: 1, ms, ...played } satisfies StoredResult)

/** Throws if it is not a result: another program writes into the bucket. */
export function readResult(key: string, bytes: Uint8Array): StoredResult {
  const result: Partial<StoredResult> = JSON.parse(Buffer.from(bytes).toString())
  const { v, ms, trades, rejected, broken } = result
  if (v !== 1 || ms === undefined || !trades || !rejected || !broken)
    throw new Error(
      `${key}: expected the result of a set, got ${JSON.stringify(result).slice(0, 60)}. Delete it, and sweep again.`,
    )
  return { v, ms, trades, rejected, broken }
}
