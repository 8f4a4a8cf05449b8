import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { Misuse, runTool, threadsOf, wholeNumber } from '../tool.ts'
import { promises } from './findings.ts'
import { runStorms, type Tally } from './many-storms.ts'
import { breakOnPurpose, mutations } from './mutations.ts'
import { runStorm, type Storm } from './run-storm.ts'
import { faultKeys, shrink } from './shrink.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    threads: { type: 'string', default: String(availableParallelism()) },
    'no-shrink': { type: 'boolean', default: false },
    'break-on-purpose': { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    help: { type: 'boolean', default: false },
  },
})

const help = `Storms over the whole system: random faults, prices and interleavings, judged by the venue's books.

  npm run storm -- --runs 2000 --seed 1     storms with the seeds 1 to 2000
  npm run storm -- --runs 1 --seed 4711     one storm; if it breaks a promise, its smallest form with its story

  --threads N   threads (default: one per core)
  --no-shrink   report failing storms as they are
  --break-on-purpose   break copies of the product, each in one way, and tell which storms and tests notice
  --only NAME   of those ways the ones with this in their name`

if (values.help) console.log(help)
else await runTool(help, values['break-on-purpose'] ? breakEach : main)
process.exit()

/** Exits with 0 if each was noticed, and with 1 if not. */
async function breakEach(): Promise<void> {
  const { only } = values
  const runs = wholeNumber('runs', values.runs)
  if (!mutations.some(({ name }) => name.includes(only)))
    throw new Misuse(`None of ${mutations.length} ways to break it has "${only}" in its name.`)
  process.exitCode = breakOnPurpose(runs, only, console.log) === 0 ? 0 : 1
}

async function main(): Promise<void> {
  const runs = wholeNumber('runs', values.runs)
  const seed = wholeNumber('seed', values.seed, 0)
  const threads = threadsOf(values.threads)
  const began = performance.now()
  const tally = await runStorms(seed, runs, Math.min(runs, threads), progress)
  report(tally, (performance.now() - began) / 1000)
  const [first] = tally.failed
  if (!first) return
  process.exitCode = 1
  await tellStory(values['no-shrink'] ? first : await shrink(first))
}

function progress({ runs, failed }: Tally): void {
  if (runs % 500 === 0) console.error(`${runs} storms, ${failed.length} failed`)
}

function report({ runs, steps, faults, ticks, positions, failed }: Tally, seconds: number): void {
  console.log(`storms ${runs}, steps ${steps}, faults ${faults}, ticks ${ticks}, positions ${positions}`)
  console.log(`in ${seconds.toFixed(1)} s, ${(runs / seconds).toFixed(1)} storms a second\n`)
  for (const [promise, what] of Object.entries(promises)) {
    const broken = failed.filter(storm => storm.violations.some(violation => violation.promise === promise))
    const seeds = broken.slice(0, 10).map(storm => storm.seed)
    console.log(
      `${promise.padEnd(3)}  ${what.padEnd(34)}  ${broken.length === 0 ? 'pass' : `FAIL in ${broken.length} storms: seeds ${seeds.join(', ')}`}`,
    )
  }
}

/** The whole story of a storm, line by line, and the promises that it broke. */
async function tellStory(storm: Storm): Promise<void> {
  const faults = faultKeys(storm)
  const signals = new Set(storm.signals)
  console.log(`\nSeed ${storm.seed}, with ${faults.size} faults and ${signals.size} signals left:\n`)
  const told = await runStorm(storm.seed, {
    onlyFaults: faults,
    onlySignals: signals,
    tell: line => console.log(line),
  })
  console.log('\nFaults:')
  for (const { key, kind } of told.faults) console.log(`  ${key}: ${kind}`)
  console.log('\nBroken:')
  for (const { promise, what } of told.violations) console.log(`  ${promise} ${promises[promise]}: ${what}`)
}
