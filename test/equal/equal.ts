import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { type PaceName, paces } from '#domain/latency.ts'
import { playInLab } from '../../infra/lab/play-lab.ts'
import { keepCompiled } from '../../infra/local/compiled.mjs'
import { pathOption } from '../../infra/local/market/path-option.ts'
import type { PathOrder } from '../../infra/local/market/price-path.ts'
import { withMarketAndSignals } from '../../infra/local/options.ts'
import { type Plan, type PlanOptions, readPlan } from '../../infra/local/play/plan.ts'
import { play } from '../../infra/local/play/play.ts'
import { createScreen } from '../../infra/local/play/show/screen.ts'
import { synthesize } from '../../infra/local/runner/assembly.ts'
import { writeMarket } from '../lab/a-market.ts'
import { chance } from '../storm/chance.ts'
import { type Compared, cameTo, differences } from './came-to.ts'
import { comparison } from './comparison.ts'

interface Options extends Omit<PlanOptions, 'environment' | 'path'> {
  readonly path: PathOrder
  readonly latency: PaceName
  readonly seed: number
}

/** A whole UTC day, from midnight to midnight. */
const aDay = { start: Date.parse('2025-02-03T00:00:00Z'), minutes: 24 * 60, roughness: 0.0006, signals: 60 }

const command = withMarketAndSignals(new Command('npm run equal --'))
  .description(
    'Plays one market by the synthesized stack (npm start) and by the lab, and holds what both came to against each other, to the last digit: without --klines a whole day of three symbols, made by a seed.',
  )
  .addOption(pathOption())
  .option('--seed <n>', 'of the day that is made', seed, 1)
  .addHelpText(
    'after',
    `
Exits 0 if all of it is equal and every promise held, else 1. A day takes some minutes of computing.

Examples:
  npm run equal
  npm run equal -- --seed 7 --path favourable-first --latency slow
  npm run equal -- --klines ~/klines --rule rsi:14,30,70,15m --from 2025-05-06 --to 2025-05-07`,
  )
  .action(run)

async function run(options: Options): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'quantum-trader-equal-'))
  try {
    const isGiven = command.getOptionValueSource('klines') === 'cli'
    const data = isGiven ? {} : writeMarket(folder, chance(options.seed), aDay)
    const plan = () => readPlan({ ...options, ...data, environment: {} })
    process.exitCode = (await isEqual(plan, options)) ? 0 : 1
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function isEqual(planOf: () => Plan, { latency }: Options): Promise<boolean> {
  const pace = paces[latency]
  await synthesize({ environment: {}, deployment: 'paper' })
  console.log('Playing it by the lab …')
  const lab = await measured(() => playInLab(planOf(), { pace, quota: 1_000 }))
  const { status } = createScreen(process.stderr)
  const screen = { note: () => {}, end: () => {}, ...(status && { status }) }
  console.log('Playing it by npm start, which takes some minutes for a day …')
  const start = await measured(() => play(planOf(), { speed: Number.POSITIVE_INFINITY, screen, pace }))
  const found = differences(cameTo(start.played), cameTo(lab.played))
  console.log(comparison(planOf(), start, lab))
  console.log(found.length === 0 ? 'Equal to the last digit.' : `They differ:\n  ${found.join('\n  ')}`)
  return found.length === 0 && Object.values(start.played.report.promises).every(Boolean)
}

function seed(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError(`Expected a whole number, got ${text}.`)
  return Number(text)
}

/** The result, and the CPU seconds of all threads for it. */
async function measured<T extends Compared>(work: () => Promise<T>) {
  const before = process.cpuUsage()
  const played = await work()
  const { user, system } = process.cpuUsage(before)
  return { played, cpuSeconds: (user + system) / 1e6 }
}

keepCompiled()
await command.parseAsync()
process.exit()
