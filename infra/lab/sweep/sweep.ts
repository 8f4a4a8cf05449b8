import { filesRead, mustHavePlaces, writePlaced } from '../../local/play/place.ts'
import { playable, Unplayable } from '../../local/play/playable.ts'
import { forTerminal } from '../../terminal/for-terminal.ts'
import { readGiven } from '../given.ts'
import { environmentOf } from '../given-options.ts'
import { hear } from './hearing.ts'
import { judge } from './judge.ts'
import { judgementJson } from './judgement-json.ts'
import type { AskedOnAws } from './on-aws/on-aws.ts'
import type { Unplayed } from './on-aws/play.ts'
import type { SweepOptions } from './options.ts'
import { picturedSweep } from './pictured.ts'
import { openResults } from './results.ts'
import { setsOf } from './sets.ts'
import { subjectOf } from './subject.ts'
import { beginning, unplayedText } from './telling.ts'
import { playTries } from './threads.ts'
import { differingOf, verdictText } from './verdict-text.ts'

/** Plays every set that is not in the file yet, and judges the best of all in it. True if all promises held. */
export async function sweep(options: SweepOptions): Promise<boolean> {
  const { set: dimensions, path, objective, leastTrades } = options
  playable(() => {
    mustHavePlaces({ out: options.out, json: options.json, html: options.html }, filesRead(options))
    mustMeanAws(options)
  })
  const swept = dimensions.map(({ name }) => name)
  const environment = Object.fromEntries(
    Object.entries(environmentOf(options)).filter(([name]) => !swept.includes(name)),
  )
  const asked = playable(() => setsOf(dimensions, environment, options))
  const { plan, remarks } = readGiven(options, path, { ...environment, ...asked.sets[0] })
  const subject = playable(() => subjectOf(options, plan, path, environment))
  const results = playable(() => openResults(options.out, subject))
  const left = asked.sets.filter(set => !results.has(set))
  say(beginning({ plan, remarks, asked, left: left.length, known: results.tries.length, options }))

  const span = { from: plan.startAt, to: plan.market.to, startingBalance: plan.configuration.paperBalance }
  const hearing = hear(results, { asked, left: left.length, span, objective, say })
  const work = { given: options, path, environment }
  const unplayed = await play({ ...hearing, sets: left, work, subject, options, say })
  const { tries } = results
  const judgement = judge({ span, tries, objective, leastTrades, windows: options.walkForward })
  say(verdictText(judgement, objective, leastTrades))
  say(`Results: ${options.out}, a line for each set.`)
  if (options.json) writePlaced('json', options.json, judgementJson(judgement, objective))
  if (options.html) {
    const { sweepPage } = await import('../../pictures/sweep-page.ts')
    writePlaced('html', options.html, sweepPage(picturedSweep(judgement, { plan, dimensions, objective })))
  }
  if (unplayed.length > 0) throw new Unplayable(unplayedText(unplayed, differingOf(asked.sets)))
  return tries.every(({ broken }) => broken.length === 0)
}

/**
 * Plays on AWS or in threads; returns the sets without a result. In threads there are none: a failure ends the sweep.
 */
async function play(asked: AskedOnAws & { readonly options: SweepOptions }): Promise<readonly Unplayed[]> {
  const { options, sets, work, heard } = asked
  if (options.onAws) return (await import('./on-aws/on-aws.ts')).onAws(asked)
  await playTries(sets, work, options.threads, heard)
  return []
}

/** Options for AWS would have no effect on this machine. */
function mustMeanAws({ onAws, budget, concurrency, yes }: SweepOptions): void {
  const idle = Object.entries({ budget, concurrency, yes }).find(([, value]) => value !== undefined)
  if (!onAws && idle)
    throw new Error(`--${idle[0]} applies to a sweep on AWS: give --on-aws too, or leave it out.`)
}

const say = (text: string): void => void process.stdout.write(`${forTerminal(text)}\n`)
