import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { Misuse, runTool, threadsOf } from '../tool.ts'
import { equivalents } from './equivalents.ts'
import { nameOf, type Score, scoreOf, shareOf, unrecorded } from './record.ts'
import { type Outcome, tryMutants } from './run.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    threads: { type: 'string', default: String(availableParallelism()) },
    tell: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

const help = `Mutants: small mistakes in shared/domain and shared/figures, one at a time. Do their tests notice?

  npm run mutate                     all; fails where one survives that is not in test/mutate/survivors.txt
  npm run mutate -- --only margin    those in files with this in their name or folder
  npm run mutate -- --only margin --tell   which test noticed each
  npm run mutate -- --write          writes the survivors of all into that file

  --threads N   threads (default: one per core)`

const file = new URL('survivors.txt', import.meta.url)
/** The share of the mutants, without equivalents, that the tests must notice. */
const least = 0.95

if (values.help) console.log(help)
else await runTool(help, main)

async function main(): Promise<void> {
  const { only, tell, write } = values
  const threads = threadsOf(values.threads)
  if (write && only) throw new Misuse(`--write takes no --only: it writes the survivors of all.`)
  const began = performance.now()
  const outcomes = await tryMutants(only, threads, progress)
  if (outcomes.length === 0)
    throw new Misuse(`No file of shared/domain or shared/figures that has mutants has "${only}" in its path.`)
  if (tell) for (const outcome of outcomes) console.log(told(outcome))
  const score = scoreOf(outcomes, equivalents)
  report(score, (performance.now() - began) / 1000)
  if (write) writeFileSync(file, `${score.survivors.join('\n')}\n`)
  process.exitCode = judge(score, only) ? 0 : 1
}

/** On stderr, because all of them take minutes. */
function progress(tried: number, of: number): void {
  if (tried % 100 === 0) console.error(`${tried} of ${of} mutants`)
}

function told({ mutant, noticedBy, reached }: Outcome): string {
  return `${nameOf(mutant)}\n  ${noticedBy ?? (reached ? 'NOT NOTICED' : 'NOT REACHED')}`
}

function report(score: Score, seconds: number): void {
  for (const survivor of score.survivors) console.log(survivor)
  console.log(
    `mutants ${score.tried}, noticed ${score.noticed}, equivalent ${score.equivalent}, survivors ${score.survivors.length}: ${(100 * shareOf(score)).toFixed(1)} % noticed, in ${seconds.toFixed(0)} s`,
  )
}

/** Whether no survivor is new, and the tests notice enough of all mutants; prints what is wrong. */
function judge(score: Score, only: string): boolean {
  const recorded = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  const fresh = unrecorded(score.survivors, recorded)
  for (const name of fresh) console.log(`NEW SURVIVOR ${name}`)
  if (only) return fresh.length === 0
  const gone = unrecorded(recorded, score.survivors)
  if (gone.length > 0) console.log(`${gone.length} of survivors.txt are noticed now: --write takes them out`)
  for (const { from, to, because } of score.idle)
    console.log(`NO EQUIVALENT ANY MORE: ${from} → ${to} (${because})`)
  const enough = shareOf(score) >= least
  if (!enough) console.log(`Expected at least ${100 * least} % to be noticed`)
  return enough && fresh.length === 0 && score.idle.length === 0
}
