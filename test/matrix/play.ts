import type { Strike } from './one-fault.ts'
import type { PriceAt } from './prices.ts'
import { type Scenario, type ScenarioName, scenarios } from './scenarios.ts'
import { type Coming, type Stage, stageOf } from './stage.ts'
import type { Held } from './steady.ts'
import { entryPrice, world } from './worlds.ts'

const second = 1_000

/** What happens beside a fault: the same message or tick once more, at once or later; or the next tick, just then. */
export const variants = ['again', 'twice', 'racing'] as const
export type Variant = (typeof variants)[number]

const comings: Readonly<Record<Variant, Coming>> = {
  again: 'again later',
  twice: 'twice at once',
  racing: undefined,
}

/** The seconds from a scenario's start until its run, and its repetition, is over. */
const windows = { messages: [2, 24], watch: [5, 27] } as const
/** The time after which a play that is not over is given up. */
const givenUpAfter = 400

export interface PlayOptions {
  readonly strike?: Strike
  readonly held?: Held
  readonly tell?: (line: string) => void
}

export interface Played {
  readonly stage: Stage
  /** From when until when calls belong to the scenario. */
  readonly window: { readonly from: number; readonly to: number }
  /** When all its consequences were over and the position was asked to close. */
  readonly settledAt: number
  /** Whether nothing was left to do two ticks after the close. */
  readonly ended: boolean
}

/** Plays a scenario with at most one fault, waits until all is quiet, closes what is open, and plays two ticks more. */
export async function play(name: ScenarioName, variant: Variant, options: PlayOptions = {}): Promise<Played> {
  const scenario: Scenario = scenarios[name]
  const from = await world(scenario.from)
  const turn = await turnOf(name)
  const at = (seconds: number) => Math.round(from.at + seconds * second)
  const [first, last] = windows[scenario.carrier]
  const coming = comings[variant]
  const stage = await stageOf({
    world: from,
    environment: scenario.environment ?? {},
    room: scenario.room,
    prices: [
      [0, lastPriceOf(scenario)],
      ...(scenario.prices ?? []).map(([since, price]) => [at(since), price] as const),
      ...(turn ? [turn] : []),
    ],
    deliveries: { are: scenario.carrier === 'messages' ? coming : undefined, until: at(last) },
    ...options,
  })
  startRuns(stage, at, scenario.carrier === 'watch' ? variant : 'racing')
  scenario.begin?.(stage, at, coming)
  await stage.time.run(at(last))
  const settledAt = await quiet(stage, at)
  const slots = async () => Object.keys((await stage.state.account.read()).item.slots).length
  if ((await slots()) > 0) {
    stage.signal(settledAt + second, 'last', 'CLOSE', undefined)
    await quiet(stage, at)
  }
  const flatAt = stage.time.now()
  await stage.time.run(flatAt + 20 * second + (scenario.laterMs ?? 0))
  const ended = (await stage.isQuiet()) && (await slots()) === 0
  return { stage, window: { from: at(first), to: at(last) }, settledAt, ended }
}

/** The market stands where the world before left it. */
const lastPriceOf = ({ from }: Scenario): string => (from === 'banked' ? '3010.00' : entryPrice)

const turns = new Map<ScenarioName, Promise<PriceAt>>()

/** When and where the market turns: an undisturbed entry tells when its order arrives. */
async function turnOf(name: ScenarioName): Promise<PriceAt | undefined> {
  const { turn }: Scenario = scenarios[name]
  if (!turn) return undefined
  const known = turns.get(name) ?? sinceEntry(turn)
  turns.set(name, known)
  return known
}

async function sinceEntry({ sinceEntryMs, price }: NonNullable<Scenario['turn']>): Promise<PriceAt> {
  const { stage } = await play('entry', 'racing')
  const sent = stage.weather.calls.find(({ name }) => name === 'POST order')
  if (!sent) throw new Error('Expected the undisturbed entry to send its order')
  return [sent.at + sinceEntryMs, price]
}

/** Runs as the schedule starts them; and this minute's again, twice, or with another beside it. */
function startRuns({ time, watch }: Stage, at: (seconds: number) => number, variant: Variant): void {
  const execution = 'arn:first'
  time.at(at(5.1), () => watch.begin('first', execution))
  for (let minute = 1; minute * 60 < givenUpAfter; minute++)
    time.at(at(minute * 60), () => watch.begin(`scheduled${minute}`))
  if (variant === 'racing') time.at(at(5.2), () => watch.begin('other'))
  if (variant === 'twice') time.at(at(5.1), () => watch.begin('first twice', execution))
  if (variant === 'again') time.at(at(16.5), () => watch.begin('first again', execution))
}

/** Plays tick after tick until nothing is under way. Returns that time. */
async function quiet({ time, isQuiet }: Stage, at: (seconds: number) => number): Promise<number> {
  do {
    const sinceMark = time.now() % (10 * second)
    await time.run(time.now() - sinceMark + 18 * second)
  } while (!(await isQuiet()) && time.now() < at(givenUpAfter))
  return time.now()
}
