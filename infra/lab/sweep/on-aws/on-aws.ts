import { setTimeout as sleep } from 'node:timers/promises'
import { playable, Unplayable } from '../../../local/play/playable.ts'
import { readLab } from '../../../stacks/lab/lab-file.ts'
import { replayRelease } from '../../../stacks/lab/replay-function.ts'
import type { SweepOptions } from '../options.ts'
import type { TryWork } from '../player.ts'
import type { Subject } from '../results.ts'
import type { Choice } from '../space.ts'
import { playTries } from '../threads.ts'
import type { Try } from '../try.ts'
import { agreedTo } from './agreed.ts'
import { estimate, estimateText } from './estimate.ts'
import { sweepPrefix } from './keys.ts'
import { type FoundLab, findLab } from './lab-found.ts'
import { playOnAws, type Unplayed } from './play.ts'
import type { Run } from './runs.ts'

export interface AskedOnAws {
  readonly sets: readonly Choice[]
  readonly work: TryWork
  readonly subject: Subject
  readonly options: Pick<SweepOptions, 'budget' | 'concurrency' | 'yes'>
  readonly heard: (one: Try) => void
  /** A run is under way: sets played earlier do not count for its pace. */
  readonly begins: () => void
  readonly say: (text: string) => void
}

/** USD, without `--budget`. */
const usualBudget = 5
/** Pauses between two reads of the bucket: short at first, as a short sweep ends soon. */
const [firstMs, mostMs, slower] = [250, 5_000, 1.3]
function pausing(): () => Promise<void> {
  let ms = firstMs
  return async () => {
    await sleep(ms)
    ms = Math.min(ms * slower, mostMs)
  }
}

/** Plays sets in the deployed lab, once the operator has agreed to the cost. Returns those without a result. */
export async function onAws(asked: AskedOnAws): Promise<readonly Unplayed[]> {
  const { sets, work, subject, options, say, heard } = asked
  const { region } = playable(() => readLab())
  const { quota, ...lab } = await labIn(region)
  const { budget = usualBudget } = options
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
        await agreedTo(is, { budget, yes: options.yes })
        return is.concurrency
      },
      budget,
      heard,
      follows(run) {
        interrupted.leaves(run)
        if (run) asked.begins()
      },
      say,
      pause: pausing(),
    })
  } catch (error) {
    // A run's results survive an outage of this machine's network.
    if (!(error instanceof Unplayable)) interrupted.tell()
    throw error
  } finally {
    interrupted.end()
  }
}

async function labIn(region: string): Promise<FoundLab> {
  try {
    return await findLab(region, replayRelease())
  } catch (error) {
    if (error instanceof Unplayable || error instanceof TypeError || !(error instanceof Error)) throw error
    throw new Unplayable(
      `AWS does not show what is deployed in ${region}: ${error.message}. Expected credentials in this shell (AWS_PROFILE) with the rights that docs/lab.md lists.`,
      { cause: error },
    )
  }
}

async function playedHere(set: Choice, work: TryWork): Promise<Try> {
  const played: Try[] = []
  await playTries([set], work, 1, one => void played.push(one))
  const [one] = played
  if (!one) throw new Error(`Expected the result of ${JSON.stringify(set)}, got none.`)
  return one
}

/** Ctrl-C leaves a run on AWS running: it costs what was agreed, and the same command collects its results. */
function createInterruption(region: string, say: (text: string) => void) {
  let run: Run | undefined
  const tell = () => {
    if (run)
      say(
        `The run continues on AWS. The same command collects its results; this ends it:\n` +
          `  aws stepfunctions stop-execution --region ${region} --execution-arn ${run.arn}`,
      )
  }
  const leave = () => {
    tell()
    process.exit(130)
  }
  process.once('SIGINT', leave)
  return {
    tell,
    leaves(begun: Run | undefined) {
      run = begun
    },
    end: () => void process.removeListener('SIGINT', leave),
  }
}
