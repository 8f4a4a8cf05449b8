import { asTold } from '../../../infra/local/audit/oracle/as-told.ts'
import type { SentSignal, Testimony } from '../../../infra/local/audit/oracle/testimony.ts'
import { play } from '../../matrix/play.ts'
import { evidenceOf } from '../../matrix/verdict.ts'
import { atOnce, testimonyOf } from '../../storm/testimony.ts'

/** The oracle's inputs for a run, and its findings. */
export interface Jump {
  readonly told: Testimony
  readonly entry: SentSignal
  readonly close: SentSignal
  /** The oracle's findings on the same actions, with other wishes or answers. */
  saidOf(change: Partial<Testimony>): string
}

/** A long of 8.332 ETH at 10x and 3000.15 that jumped over four tiers and was closed by a CLOSE. */
export async function aJump(): Promise<Jump> {
  const told = await testimonyOf(await evidenceOf(await play('jump', 'racing'), 'jump'))
  const of = (action: string) => told.signals.find(({ body }) => body.action === action) as SentSignal
  return {
    ...{ told, entry: of('BUY'), close: of('CLOSE') },
    saidOf: change => asTold(atOnce({ ...told, ...change })).join('\n'),
  }
}
