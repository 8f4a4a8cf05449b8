import { latency } from '#domain/latency.ts'
import { isUpkeep, type PositionRow, type SurveyAnswer, type UpkeepRow } from '#domain/messages.ts'
import { timing } from '#domain/timing.ts'
import type { Wake } from '#domain/wake.ts'
import type { Ended, Functions } from './functions.ts'
import type { Sky } from './invocation.ts'
import type { Releases } from './releases.ts'
import type { Fault } from './weather.ts'

/** One tick of one run, as it went, for the checks of the promises. */
export interface Round {
  readonly run: string
  /** The invocation that looked at the account. */
  readonly caller: string
  readonly from: number
  to: number
  readonly survey: {
    readonly ok: boolean
    readonly claimed: boolean
    readonly faults: readonly Fault[]
    /** The exchange asked to wait: improvements and cleaning were left for later. */
    readonly rested: boolean
  }
  readonly looks: Look[]
}

/** One position's part of a round. */
export interface Look {
  readonly symbol: string
  readonly positionId: string
  to: number
  /** Neither struck, nor cut off, nor banned: whatever cannot wait was done. */
  clean: boolean
  /** Nor was it asked to wait: everything was done. */
  whole: boolean
}

const { survey, inspect, closeCleanup } = timing.functions
const taskMs = { survey: survey.task, inspect: inspect.task, close: closeCleanup.task }

const isClean = (step: Ended<unknown> | undefined): boolean =>
  step?.ended === 'answered' && step.invocation.faults.length === 0 && step.rest !== 'banned'

/** The state machine: survey → each position: inspect → close → wait for the next mark, in runs that overlap. */
export function theWatch(sky: Sky, functions: () => Functions, deployed: Releases) {
  const { scheduler, chance, weather, tell } = sky
  const rounds: Round[] = []
  let runs = 0

  /** Fails like the task when the function takes longer; the function itself goes on. */
  async function task<T>(limit: number, asked: Promise<Ended<T>>): Promise<Ended<T> | undefined> {
    const ended = await Promise.race([asked, scheduler.sleep(limit).then(() => undefined)])
    return ended
  }

  const runOf = (startedAt: number, execution: string) => ({
    execution,
    startedAt: new Date(startedAt).toISOString(),
  })

  async function run(name: string, executionArn = `arn:${name}`): Promise<void> {
    const startedAt = scheduler.now()
    const over = () => scheduler.now() > startedAt + timing.watch.most
    for (let count = 1; !over(); count++) {
      const caller = `survey ${name}.${count}`
      const asked = functions().survey(caller, runOf(startedAt, executionArn))
      const value = await round(name, { caller, step: `${name}.${count}` }, asked)
      if (!value) {
        tell(`${name} pauses after a failed survey`)
        await scheduler.sleep(timing.watch.pauseAfterFailure)
        continue
      }
      if (!value.again || (await cut(`${name}.${count}`))) return
      await waitFor(value)
    }
  }

  /** A survey and the looks that it hands out; without a result if it failed. */
  async function round(
    name: string,
    { caller, step }: { readonly caller: string; readonly step: string },
    asked: Promise<Ended<SurveyAnswer>>,
  ): Promise<SurveyAnswer | undefined> {
    const from = scheduler.now()
    const surveyed = await task(taskMs.survey, asked)
    const of = { run: name, caller, from, looks: [] }
    if (surveyed?.ended !== 'answered') {
      const faults = surveyed?.invocation.faults ?? (await lateFaults(asked))
      const survey = { ok: false, claimed: false, faults, rested: false }
      rounds.push({ ...of, to: scheduler.now(), survey })
      return undefined
    }
    const { value } = surveyed
    const { faults } = surveyed.invocation
    const survey = { ok: true, claimed: value.tick !== undefined, faults, rested: value.rest !== undefined }
    const going: Round = { ...of, to: Number.POSITIVE_INFINITY, survey }
    rounds.push(going)
    await Promise.all(
      value.positions.map(row =>
        isUpkeep(row) ? keepUp(step, row) : look(`${step} ${row.symbol}`, row, going),
      ),
    )
    going.to = scheduler.now()
    return value
  }

  async function lateFaults(asked: Promise<Ended<unknown>>): Promise<readonly Fault[]> {
    const ended = await asked
    return ended.invocation.faults
  }

  async function cut(name: string): Promise<boolean> {
    const struck = weather.strike(`${name} run`, scheduler.now(), ['run lost', 'mark missed'])
    if (struck) tell(`${name}: ${struck}`)
    if (struck === 'mark missed') await scheduler.sleep(10_000)
    return struck === 'run lost'
  }

  async function look(name: string, row: PositionRow, round: Round): Promise<void> {
    const done: Look = {
      symbol: row.symbol,
      positionId: row.id,
      to: Number.POSITIVE_INFINITY,
      clean: false,
      whole: false,
    }
    round.looks.push(done)
    const inspected = await task(
      taskMs.inspect,
      functions().inspect(`inspect ${name}`, deployed.readRow(row)),
    )
    const steps: (Ended<unknown> | undefined)[] = [inspected]
    if (inspected?.ended === 'answered' && inspected.value.close)
      steps.push(await task(taskMs.close, functions().close(`close ${name}`, inspected.value.close, 'watch')))
    const clean = steps.every(isClean)
    Object.assign(done, { clean, whole: clean && steps.every(step => !step?.rest), to: scheduler.now() })
  }

  async function keepUp(name: string, row: UpkeepRow): Promise<void> {
    await task(taskMs.inspect, functions().keepUp(`keep up ${name}`, row))
  }

  async function waitFor({ next }: SurveyAnswer): Promise<void> {
    const late = chance.between(latency.wait.least, latency.wait.most, `wait ${next}`)
    await scheduler.sleep(Math.max(0, Date.parse(next) - scheduler.now()) + late)
  }

  return {
    rounds,
    start(): void {
      void run(`run${++runs}`)
    },
    /** A run that looks at some positions once, between two ticks. */
    wake(name: string, wake: Wake, executionArn = `arn:${name}`): void {
      if (deployed.isFormer('definition')) return void run(name, executionArn)
      const started = runOf(scheduler.now(), executionArn)
      const caller = `survey ${name}`
      const asked = deployed.isFormer('survey')
        ? functions().survey(caller, started)
        : functions().surveyWoken(caller, { ...started, wake })
      void round(name, { caller, step: name }, asked)
    },
    /** One run, or the same execution of it once more. */
    begin(name: string, executionArn?: string): void {
      void run(name, executionArn)
    },
    /** EventBridge fires anywhere within each minute. */
    schedule(from: number, to: number): void {
      // Or as far apart as possible: in the first second of one minute, in the last of the next.
      const farApart = chance.share('schedule far apart') < 0.2
      for (let minute = from; minute < to; minute += 60_000) {
        const edge = ((minute - from) / 60_000) % 2 === 0 ? 0 : 59_000
        const [least, most] = farApart ? [edge, edge + 999] : [0, 59_999]
        const at = minute + chance.between(least, most, `schedule ${minute}`)
        scheduler.at(at, () => {
          if (weather.strike(`schedule ${minute}`, at, ['start missed']))
            tell('a start of the watch is missed')
          else void run(`scheduled${(minute - from) / 60_000}`)
        })
      }
    },
  }
}
