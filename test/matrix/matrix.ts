import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { promises } from '../storm/findings.ts'
import { Misuse, runTool, threadsOf, wholeNumber } from '../tool.ts'
import { type Cell, nameOf, type Recording, recordAll } from './cells.ts'
import { everyNth, playCells, type Tally } from './many-cells.ts'
import { type Verdict, verdictOn } from './verdict.ts'

const { values } = parseArgs({
  options: {
    every: { type: 'string', default: '1' },
    first: { type: 'string', default: '0' },
    only: { type: 'string', default: '' },
    threads: { type: 'string', default: String(availableParallelism()) },
    help: { type: 'boolean', default: false },
  },
})

const help = `The matrix: every fault on every call of every scenario, judged by the venue's books.

  npm run matrix                     all cells
  npm run matrix -- --every 97       every 97th, as in npm test
  npm run matrix -- --every 3 --first 1   every 3rd, from the second on
  npm run matrix -- --only "ratchet" cells with this in their name; of a single one its story

  --threads N   threads (default: one per core)`

if (values.help) console.log(help)
else await runTool(help, main)
process.exit()

async function main(): Promise<void> {
  const every = wholeNumber('every', values.every)
  const first = wholeNumber('first', values.first, 0, every - 1)
  const threads = threadsOf(values.threads)
  const began = performance.now()
  const recordings = await recordAll()
  const all = recordings.flatMap(recording => recording.cells)
  const cells = everyNth(all, every, first).filter(cell => nameOf(cell).includes(values.only))
  if (cells.length === 0)
    throw new Misuse(`None of ${all.length} cells is left by --only "${values.only}", --every and --first.`)
  if (cells.length === 1 && cells[0]) return tellStory(cells[0])
  const tally = await playCells(cells, threads, progress)
  report(recordings, tally, (performance.now() - began) / 1000)
  if (tally.failed.length > 0) process.exitCode = 1
}

/** Progress and failures on stderr, because a full run takes minutes. */
function progress({ cells, failed }: Tally, { cell, violations }: Verdict): void {
  for (const { promise, what } of violations) console.error(`${cell}\n  ${promise} ${what}`)
  if (cells % 2_000 === 0) console.error(`${cells} cells, ${failed.length} failed`)
}

function report(recordings: readonly Recording[], tally: Tally, seconds: number): void {
  const calls = recordings.flatMap(recording => recording.calls)
  const kinds = new Set(calls.map(({ name }) => name.replace(/#.*/, '')))
  console.log(`calls ${calls.length} of ${kinds.size} kinds, in ${recordings.length} runs without a fault`)
  console.log(
    `faults ${tally.longest.size}, cells ${tally.cells}, of which ${tally.notMet} whose call was not made any more`,
  )
  console.log(`in ${seconds.toFixed(0)} s, ${(tally.cells / seconds).toFixed(0)} cells a second\n`)
  for (const [promise, what] of Object.entries(promises)) {
    const broken = tally.failed.filter(({ violations }) => violations.some(each => each.promise === promise))
    console.log(
      `${promise.padEnd(3)}  ${what.padEnd(34)}  ${broken.length === 0 ? 'pass' : `FAIL in ${broken.length} cells`}`,
    )
  }
  console.log('\nLongest, in ms: without stop or exit after the fault; of that after the next tick began;')
  console.log('orders left after the second tick began')
  for (const [fault, { nakedMs, lateMs, leftMs }] of tally.longest)
    console.log(
      `  ${fault.padEnd(22)} ${[nakedMs, lateMs, leftMs].map(ms => String(ms).padStart(6)).join(' ')}`,
    )
  for (const { cell, violations } of tally.failed) {
    console.log(`\n${cell}`)
    for (const { promise, what } of violations) console.log(`  ${promise} ${what}`)
  }
}

async function tellStory(cell: Cell): Promise<void> {
  console.log(`${nameOf(cell)}\n`)
  const { violations } = await verdictOn(cell, line => console.log(line))
  console.log(violations.length === 0 ? '\nNothing is broken.' : '\nBroken:')
  for (const { promise, what } of violations) console.log(`  ${promise} ${promises[promise]}: ${what}`)
  if (violations.length > 0) process.exitCode = 1
}
