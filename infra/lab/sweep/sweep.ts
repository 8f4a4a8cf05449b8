import { outcomeOf } from '#figures/outcome.ts'
import { forTerminal } from '../../terminal/for-terminal.ts'
import { environmentOf, playable, readGiven } from '../given.ts'
import { judge } from './judge.ts'
import type { SweepOptions } from './options.ts'
import { openResults } from './results.ts'
import { setsOf } from './sets.ts'
import { subjectOf } from './subject.ts'
import { beginning, tryLine, verdictText } from './telling.ts'
import { playTries } from './threads.ts'

/** Plays every set that is not in the file yet, and says what the best of all in it is worth. True if all promises held. */
export async function sweep(options: SweepOptions): Promise<boolean> {
  const { set: dimensions, path, objective, leastTrades, threads } = options
  const swept = dimensions.map(({ name }) => name)
  const environment = Object.fromEntries(
    Object.entries(environmentOf(options)).filter(([name]) => !swept.includes(name)),
  )
  const asked = playable(() => setsOf(dimensions, environment, options))
  const { plan, remarks } = readGiven(options, path, { ...environment, ...asked.sets[0] })
  const results = playable(() => openResults(options.out, subjectOf(options, plan, path, environment)))
  const left = asked.sets.filter(set => !results.has(set))
  say(beginning({ plan, remarks, asked, left: left.length, known: results.tries.length, options }))

  const span = { from: plan.startAt, to: plan.market.to, startingBalance: plan.configuration.paperBalance }
  const begun = performance.now()
  let done = 0
  await playTries(left, { given: options, path, environment }, threads, one => {
    results.add(one)
    done += 1
    const msLeft = ((performance.now() - begun) / done) * (left.length - done)
    const outcome = outcomeOf({ ...span, trades: one.trades, refused: [] })
    say(tryLine(one, outcome, { done, of: left.length, msLeft, objective }))
  })
  const { tries } = results
  const judgement = judge({ span, tries, objective, leastTrades, windows: options.walkForward })
  say(verdictText(judgement, objective, leastTrades))
  return tries.every(({ broken }) => broken.length === 0)
}

const say = (text: string): void => void process.stdout.write(`${forTerminal(text)}\n`)
