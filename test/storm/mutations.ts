import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { ofTheAnswers } from './broken/answers.ts'
import { ofWhatRunsAtOnce } from './broken/at-once.ts'
import { ofCarelessness } from './broken/careless.ts'
import { ofTheCarrier } from './broken/carrier.ts'
import { crooked } from './broken/crooked.ts'
import { ofWhatIsDeployed } from './broken/deployed.ts'
import { ofTheEvaluation } from './broken/evaluation.ts'
import { ofEverySymbol } from './broken/every-symbol.ts'
import { ofWhatIsHeard } from './broken/hearing.ts'
import { ofInside } from './broken/inside.ts'
import { ofTheInvariants } from './broken/invariants.ts'
import { ofTheLab } from './broken/lab.ts'
import { ofTodaysPrices } from './broken/live.ts'
import { ofMeetings } from './broken/meetings.ts'
import type { Mutation } from './broken/mutation.ts'
import { ofOpposites } from './broken/opposites.ts'
import { ofTheOracle } from './broken/oracle.ts'
import { ofOverrides } from './broken/overrides.ts'
import { ofThePage } from './broken/page.ts'
import { ofThePictures } from './broken/pictures.ts'
import { ofThePromises } from './broken/promises.ts'
import { ofTheProtections } from './broken/protections.ts'
import { ofTheRehearsal } from './broken/rehearsal.ts'
import { ofTheResults } from './broken/results.ts'
import { ofTheRows } from './broken/rows.ts'
import { ofTheRule } from './broken/rule-signals.ts'
import { ofTheRules } from './broken/rules.ts'
import { ofTheSentinel } from './broken/sentinel.ts'
import { ofTheSentinelElsewhere } from './broken/sentinel-elsewhere.ts'
import { ofItsStreams } from './broken/sentinel-streams.ts'
import { ofTheSettings } from './broken/settings.ts'
import { ofTheShapes } from './broken/shapes.ts'
import { ofSignals, ofTheAccount, ofThisMachine } from './broken/smaller.ts'
import { ofTheSpread } from './broken/spread.ts'
import { ofTheStrategy } from './broken/strategy.ts'
import { ofTheStreams } from './broken/streams.ts'
import { ofTheSweep } from './broken/sweep.ts'
import { ofTheTelling } from './broken/telling.ts'
import { ofTime } from './broken/time.ts'
import { ofTheUnseen } from './broken/unseen.ts'
import { ofTheVenue } from './broken/venue.ts'
import { ofTheWaiting } from './broken/waiting.ts'
import { ofWakes } from './broken/wakes.ts'
import { ofTheWebhook } from './broken/webhook.ts'
import { ofTheWords } from './broken/words.ts'

export const mutations: readonly Mutation[] = [
  ...ofThePromises,
  ...ofTheOracle,
  ...ofOpposites,
  ...ofOverrides,
  ...ofTheAccount,
  ...ofSignals,
  ...ofTheShapes,
  ...ofThisMachine,
  ...ofWhatIsDeployed,
  ...ofWhatRunsAtOnce,
  ...ofWakes,
  ...ofTheSentinel,
  ...ofItsStreams,
  ...ofTheSentinelElsewhere,
  ...ofWhatIsHeard,
  ...ofTheSettings,
  ...ofTheCarrier,
  ...ofTheEvaluation,
  ...ofThePage,
  ...ofTime,
  ...ofInside,
  ...ofTheResults,
  ...ofTheVenue,
  ...ofTheWaiting,
  ...ofTheWebhook,
  ...ofTheTelling,
  ...ofTheWords,
  ...ofTheAnswers,
  ...crooked,
  ...ofTheRows,
  ...ofTheRule,
  ...ofTheRules,
  ...ofTheProtections,
  ...ofMeetings,
  ...ofTheUnseen,
  ...ofCarelessness,
  ...ofTheInvariants,
  ...ofThePictures,
  ...ofTheSpread,
  ...ofEverySymbol,
  ...ofTodaysPrices,
  ...ofTheStrategy,
  ...ofTheStreams,
  ...ofTheRehearsal,
  ...ofTheSweep,
  ...ofTheLab,
]

/** The folders to copy; the storms and the tests need no others. */
const parts = [
  ...['functions', 'shared', 'infra', 'test', 'docs'],
  ...['package.json', 'package-lock.json', 'vitest.config.ts', 'tsconfig.json'],
]
const root = join(import.meta.dirname, '../..')

/**
 * Breaks the product in each way whose name contains `only`, one at a time, and says which check notices, storms
 * first. Returns how many were not noticed.
 */
export function breakOnPurpose(storms: number, only: string, say: (line: string) => void): number {
  let unnoticed = 0
  for (const mutation of mutations.filter(({ name }) => name.includes(only))) {
    const copy = mkdtempSync(join(tmpdir(), 'mutation-'))
    for (const part of parts) cpSync(join(root, part), join(copy, part), { recursive: true })
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
    mutate(join(copy, mutation.file), mutation)
    const noticed = stormsNotice(copy, storms) ?? testsNotice(copy, mutation.tests ?? ['test/in-process'])
    if (!noticed) unnoticed += 1
    say(`${mutation.name.padEnd(28)} ${noticed ?? 'NOT NOTICED'}`)
    rmSync(copy, { recursive: true })
  }
  return unnoticed
}

function mutate(path: string, { from, to, name }: Mutation): void {
  const before = readFileSync(path, 'utf8')
  if (!before.includes(from)) throw new Error(`${name}: ${path} no longer says ${JSON.stringify(from)}`)
  writeFileSync(path, before.replace(from, to))
}

/** The promises that the storms saw broken, with the number of seeds for each. */
function stormsNotice(copy: string, storms: number): string | undefined {
  const said = run(copy, process.execPath, ['test/storm/storm.ts', '--runs', String(storms), '--no-shrink'])
  const broken = [...said.matchAll(/^(P\d+).*FAIL in (\d+) storms: seeds ([\d, ]+)/gm)]
  if (broken.length === 0) return undefined
  return broken
    .map(([, promise, count, seeds]) => `${promise} broken by ${count} of ${storms} storms (${seeds})`)
    .join('; ')
}

function testsNotice(copy: string, paths: readonly string[]): string | undefined {
  const said = run(copy, process.execPath, [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=dot',
    '--testTimeout=600000',
    ...paths,
  ])
  const [, failed] = /Tests\s.*?(\d+) failed/.exec(stripVTControlCharacters(said)) ?? []
  return failed && `${failed} tests of ${paths.join(', ')} fail`
}

function run(cwd: string, command: string, args: readonly string[]): string {
  try {
    return execFileSync(command, args, {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 1e9,
    })
  } catch (error) {
    return String((error as { stdout?: unknown }).stdout)
  }
}
