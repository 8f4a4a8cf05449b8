import { paces } from '#domain/latency.ts'
import { columnsOf } from '../../terminal/columns.ts'
import { forTerminal } from '../../terminal/for-terminal.ts'
import { endWithItsReader } from '../../terminal/reader.ts'
import type { Report } from '../audit/report.ts'
import { failedCode } from '../failed-code.ts'
import type { RunLiveOptions } from '../live/run-live.ts'
import { settingsOf } from '../options.ts'
import { type PageAsked, servePageBeside } from '../page-beside.ts'
import { Unsynthesized } from '../runner/assembly.ts'
import { usualConnection } from '../runner/connection-file.ts'
import { withWebhook } from '../runner/local-webhook.ts'
import { connectionOfThisRun } from './connected.ts'
import { type Interruption, listenForInterruption } from './interruption.ts'
import { type OtherOutcome, type OtherPath, outcomeOf, playOtherPath } from './other-path.ts'
import { leastSpeed, usualSpeed } from './pace.ts'
import { filesRead, isUnwritten, mustHavePlaces, writePlaced } from './place.ts'
import { type Plan, type PlanOptions, readPlan } from './plan.ts'
import { playable, Unplayable } from './playable.ts'
import { createScreen, type Screen } from './show/screen.ts'
import { synthesizeShown } from './show/synthesis.ts'
import type { StartOptions } from './start-options.ts'
import { withoutPrices } from './without-prices.ts'

/**
 * The `npm start` command. Exits 0 only if every promise held under both orders of high and low, every decision
 * replayed the same, and no role denied a call.
 */
export async function start(options: StartOptions): Promise<void> {
  try {
    await run(options)
  } catch (error) {
    const isPlain = isUnwritten(error) || error instanceof Unsynthesized
    console.error(isPlain ? forTerminal(error.message) : error)
    process.exitCode = failedCode
  }
}

async function run(options: StartOptions): Promise<void> {
  const {
    speed: said,
    json,
    html,
    notify,
    latency,
    live,
    state: folder,
    reset = false,
    breakpoints = false,
    sentinel = false,
    // The other order is played in the lab, which has no sentinel.
    once = breakpoints || sentinel,
    page = false,
    open = false,
    ...given
  } = options
  const { rule } = given
  if (live)
    return untilEnded({
      ...{ folder, reset, page, open },
      pace: paces[latency],
      environment: settingsOf(process.env),
      ...(rule && { rule }),
      ...(notify && { notify }),
    })
  const screen = createScreen(process.stdout)
  const interruption = endOnRequest(screen)
  const asked = { ...given, environment: settingsOf(process.env) }
  const plan = planOf(asked, { json, html })
  if (!plan) return
  endWithItsReader(() => process.exit(failedCode))
  for (const line of [...plan.told, ...plan.about, ...withoutPrices(plan)]) screen.note(line, '  ')
  const { environment, choices } = withWebhook(plan.environment)
  // Help and refusals have ended by here, and waited for none of it to load.
  const loading = Promise.all([import('./play.ts'), import('./show/summary.ts')])
  await synthesizeShown(screen, {
    environment,
    choices: { ...choices, ...(sentinel && { sentinel: 'true' }) },
    deployment: plan.configuration.venue,
  })
  const [{ play }, { summary }] = await loading
  let other: OtherPath | undefined
  const speed = said ?? (page ? leastSpeed : usualSpeed(plan))
  const stopOther = () => other?.stop()
  process.once('exit', stopOther)
  try {
    await play(plan, {
      ...{ speed, screen, interruption, sentinel, webhook: true },
      pace: paces[latency],
      ...(notify && { notify }),
      ...(breakpoints && { patienceMs: Number.POSITIVE_INFINITY }),
      ...(page && {
        found: {
          by: connectionOfThisRun,
          onFound: () => servePageBeside(connectionOfThisRun, { open }, screen.note),
        },
      }),
      // Not earlier: until the first position opens, both cores are busy.
      onOpened() {
        if (!once) other = playOtherPath(asked, latency)
      },
      async onPlayed(played) {
        const { report, decisions, access, telling } = played
        if (json) writePlaced('json', json, `${JSON.stringify(report, undefined, 2)}\n`)
        const outcome = other && (await outcomeOf(other, interruption, screen))
        if (html) {
          const { underOtherPaths, writePictures } = await import('./pictures.ts')
          writePictures(html, plan, played, underOtherPaths(outcome ? [outcome] : []))
        }
        const { about } = plan
        const seen = { report, decisions, access, about, ...(notify && { telling }) }
        screen.end(`${summary(seen, given.path, outcome, columnsOf(process.stdout))}${whatNext}`)
        const asItMust = decisions.different.length === 0 && access.every(({ allowed }) => allowed)
        process.exitCode = interruption.exitCode ?? (asItMust ? exitCodeOf(report, outcome) : 1)
        interruption.over()
        if (page && interruption.exitCode === undefined) await untilAskedToEnd()
      },
    })
  } finally {
    stopOther()
  }
}

/** What a newcomer may try after a run. */
const whatNext = `Next: npm start -- --open shows it in your browser, npm start -- --signals FILE plays\nyour signals, npm run lab plays months; docs/first-run.md has more.\n`

/** The page stays open for reading. It ends with this process, as the stack does; the exit code is the run's. */
async function untilAskedToEnd(): Promise<void> {
  console.log('The page stays until Ctrl-C.')
  process.removeAllListeners('SIGINT')
  await new Promise<void>(() => process.once('SIGINT', () => process.exit()))
}

/** `npm run local -- --live`, under the command that a newcomer knows. */
async function untilEnded(options: Omit<RunLiveOptions, 'screen' | 'file'> & PageAsked): Promise<void> {
  const { liveUntilEnded } = await import('../live/until-ended.ts')
  await liveUntilEnded({ ...options, file: usualConnection })
}

function exitCodeOf(report: Report, other: OtherOutcome | undefined): number {
  if (other && 'failure' in other) return failedCode
  const reports = other ? [report, other.report] : [report]
  return reports.every(({ promises }) => Object.values(promises).every(Boolean)) ? 0 : 1
}

/** Undefined when the options, or files that they name, are wrong; the operator has been told by then. */
function planOf(options: PlanOptions, files: Readonly<Record<string, string | undefined>>): Plan | undefined {
  try {
    return playable(() => {
      mustHavePlaces(files, filesRead(options))
      return readPlan(options)
    })
  } catch (error) {
    if (!(error instanceof Unplayable)) throw error
    console.error(forTerminal(error.message))
    process.exitCode = failedCode
    return undefined
  }
}

/** Every way of ending this process goes through its exit, which also ends the process beside it. */
function endOnRequest(screen: Screen): Interruption {
  // The reader of the output may have closed it early.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit(failedCode)
  })
  return listenForInterruption(screen.note)
}
