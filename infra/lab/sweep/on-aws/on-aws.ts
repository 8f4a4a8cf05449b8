import { setTimeout as sleep } from 'node:timers/promises'
import { readLab } from '../../../stacks/lab/lab-file.ts'
import { replayRelease } from '../../../stacks/lab/replay-function.ts'
import { confirmed } from '../../../terminal/confirmed.ts'
import { playable, Unplayable } from '../../given.ts'
import type { SweepOptions } from '../options.ts'
import type { TryWork } from '../player.ts'
import type { Subject } from '../results.ts'
import type { Choice } from '../space.ts'
import { playTries } from '../threads.ts'
import type { Try } from '../try.ts'
import { estimate, estimateText, objectionTo } from './estimate.ts'
import { sweepPrefix } from './keys.ts'
import { findLab } from './lab-found.ts'
import { playOnAws, type Unplayed } from './play.ts'
import type { Run } from './runs.ts'

export interface AskedOnAws {
  readonly sets: readonly Choice[]
  readonly work: TryWork
  readonly subject: Subject
  readonly options: Pick<SweepOptions, 'budget' | 'concurrency' | 'yes'>
  readonly heard: (one: Try) => void
  /** A run is under way: what was played before says nothing of how long it takes. */
  readonly begins: () => void
  readonly say: (text: string) => void
}

/** How soon the bucket is looked into: often at first, as a short sweep is over soon. */
const [firstMs, mostMs, slower] = [250, 5_000, 1.3]
function pausing(): () => Promise<void> {
  let ms = firstMs
  return async () => {
    await sleep(ms)
    ms = Math.min(ms * slower, mostMs)
  }
}

/** Plays sets in the deployed lab, once the operator has agreed to what it costs. Answers those without a result. */
export async function onAws(asked: AskedOnAws): Promise<readonly Unplayed[]> {
  const { sets, work, subject, options, say, heard } = asked
  const { region } = playable(() => readLab())
  const { quota, ...lab } = await findLab(region, replayRelease())
  const interrupted = createInterruption(region, say)
  try {
    return await playOnAws(sets, {
      lab,
      work,
      sweep: sweepPrefix(subject, lab.release),
      measure: set => playedHere(set, work),
      async agree(count, msHere) {
        const is = estimate({ sets: count, msHere, memoryMb: lab.memoryMb }, quota, options.concurrency)
        say(estimateText(is, { region, quota, msHere }))
        const objection = objectionTo(is, options.budget)
        if (objection) throw new Unplayable(objection)
        if (!(options.yes || (await confirmed('Do it? Type yes: '))))
          throw new Unplayable(
            'Nothing was started. Say yes, or give --yes where there is no terminal to ask on.',
          )
        return is.concurrency
      },
      budget: options.budget,
      heard,
      follows(run) {
        interrupted.leaves(run)
        asked.begins()
      },
      say,
      pause: pausing(),
    })
  } finally {
    interrupted.end()
  }
}

async function playedHere(set: Choice, work: TryWork): Promise<Try> {
  const played: Try[] = []
  await playTries([set], work, 1, one => void played.push(one))
  const [one] = played
  if (!one) throw new Error(`Expected what ${JSON.stringify(set)} came to, got nothing.`)
  return one
}

/** Ctrl-C leaves a run that is under way to itself: it costs what was agreed to, and the same command collects it. */
function createInterruption(region: string, say: (text: string) => void) {
  let run: Run | undefined
  const leave = () => {
    if (run)
      say(
        `The run goes on on AWS. The same command collects what it comes to; this ends it:\n` +
          `  aws stepfunctions stop-execution --region ${region} --execution-arn ${run.arn}`,
      )
    process.exit(130)
  }
  process.once('SIGINT', leave)
  return {
    leaves(begun: Run) {
      run = begun
    },
    end: () => void process.removeListener('SIGINT', leave),
  }
}
