import { type Verified, verifyPosition, verifyVerdict } from '#decisions/replay.ts'
import type { Records } from './records.ts'

/** The result of replaying decisions. */
export interface Replayed {
  /** How many decisions were replayed: of positions, and on signals. */
  readonly made: number
  /** Those that came out differently, in words. */
  readonly different: readonly string[]
  /** The rules that were replayed. */
  readonly rules: readonly string[]
}

/** Replays every decision of a run through the pure rules, and compares byte for byte. */
export function replayDecisions({ positions, verdicts, journals }: Records): Replayed {
  const found: readonly (readonly [of: string, verified: readonly Verified[]])[] = [
    ...positions.map(each => [each.id, verifyPosition(each, journals.get(each.id) ?? [])] as const),
    ...verdicts.map(each => [each.signalId, verifyVerdict(each)] as const),
  ]
  const all = found.flatMap(([of, verified]) => verified.map(each => ({ of, ...each })))
  return {
    made: all.length,
    different: all
      .filter(({ equal }) => !equal)
      .map(({ of, rule, recorded, again }) => `${of}: ${rule} said ${recorded}; replayed, it says ${again}`),
    rules: [...new Set(all.map(({ rule }) => rule))].sort(),
  }
}
