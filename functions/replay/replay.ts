import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { resultKey, workKey } from '../../infra/lab/sweep/on-aws/keys.ts'
import { resultText } from '../../infra/lab/sweep/on-aws/result.ts'
import type { Store } from '../../infra/lab/sweep/on-aws/store.ts'
import { fetched, type StoredWork } from '../../infra/lab/sweep/on-aws/work.ts'
import { playerOf } from '../../infra/lab/sweep/player.ts'

/** One set of a sweep. The state machine passes it on from the list of sets. */
const task = z.object({
  v: z.literal(1),
  /** The sweep's place in the store. */
  sweep: z.string(),
  /** The release that began the sweep. */
  release: z.string(),
  set: z.record(z.string(), z.string()),
})

export interface ReplayContext {
  readonly store: Store
  /** The release of this code. */
  readonly release: string
  /** The folder of the files to play. */
  readonly folder: string
}

/** The state machine does not retry it: another try would fail in the same way. */
class OtherRelease extends Error {
  override readonly name = 'OtherRelease'
}

type Player = ReturnType<typeof playerOf>

/**
 * Plays the requested sets one at a time, and leaves each result in the store. Market and signals are fetched
 * and read once per sweep. Throws `OtherRelease` when other code began the sweep.
 */
export function replayIn({ store, release, folder }: ReplayContext) {
  let ready: { readonly sweep: string; readonly play: Player; readonly files: string } | undefined

  async function playerFor(sweep: string): Promise<Player> {
    if (ready?.sweep === sweep) return ready.play
    // A function's disk is small, and another sweep's files are of no use here.
    if (ready) rmSync(ready.files, { recursive: true })
    ready = undefined
    const stored = await store.read(workKey(sweep))
    if (!stored)
      throw new Error(`Expected ${workKey(sweep)} in the lab’s bucket, got nothing. Start the sweep again.`)
    const work: StoredWork = JSON.parse(Buffer.from(stored).toString())
    const files = mkdtempSync(join(folder, 'replay-'))
    const play = playerOf(await fetched(work, store, files))
    ready = { sweep, play, files }
    return play
  }

  return async (event: unknown): Promise<{ readonly trades: number; readonly ms: number }> => {
    const { sweep, set, release: expected } = task.parse(event)
    if (expected !== release)
      throw new OtherRelease(
        `The sweep was begun by release ${expected}, and this is ${release}: deploy the lab, and begin it again.`,
      )
    const begun = performance.now()
    const play = await playerFor(sweep)
    const played = await play(set)
    const ms = Math.round(performance.now() - begun)
    await store.write(resultKey(sweep, set), resultText(played, ms))
    return { trades: played.trades.length, ms }
  }
}
