import { faultsOf } from './faults.ts'
import type { Recorded, Strike } from './one-fault.ts'
import { type Played, play, type Variant, variants } from './play.ts'
import { type Scenario, type ScenarioName, scenarios } from './scenarios.ts'
import type { Held, Steady } from './steady.ts'

/** One fault on one call of one scenario, in one variant. */
export interface Cell {
  readonly scenario: ScenarioName
  readonly variant: Variant
  readonly call: string
  readonly strike: Strike
  readonly held?: Held
}

export const nameOf = ({ scenario, variant, strike }: Cell): string =>
  `${scenario} | ${variant} | ${strike.key} | ${strike.fault}`

/** The calls of one scenario in one variant, without a fault. */
export interface Recording {
  readonly scenario: ScenarioName
  readonly variant: Variant
  readonly played: Played
  readonly calls: readonly Recorded[]
  readonly cells: readonly Cell[]
}

/** All cells: every fault on every call that a run of any scenario and variant makes. */
const variantsOf = ({ beside }: Scenario): readonly Variant[] => (beside ? [beside] : variants)

export async function recordAll(): Promise<readonly Recording[]> {
  const recordings: Recording[] = []
  for (const scenario of Object.keys(scenarios) as ScenarioName[])
    for (const variant of variantsOf(scenarios[scenario])) recordings.push(await record(scenario, variant))
  return recordings
}

export async function record(scenario: ScenarioName, variant: Variant): Promise<Recording> {
  const played = await play(scenario, variant)
  const { stage, window } = played
  const calls = stage.weather.calls.filter(({ at }) => at >= window.from && at < window.to)
  const cells = calls.flatMap(call => {
    const held = variant === 'racing' ? heldUp(call, stage.chance) : undefined
    return faultsOf(call.name).map(fault => ({
      ...{ scenario, variant, call: call.name, strike: { key: call.key, fault } },
      ...(held && { held }),
    }))
  })
  return { scenario, variant, played, calls, cells }
}

const tickMs = 10_000
/** How soon after its mark a tick's survey has begun. */
const intoTickMs = 100

/**
 * The span that must be longer for a call to fall into the next tick: the start of its function; for a survey that has
 * claimed a tick, the answer before the call.
 */
function heldUp({ key, name, at }: Recorded, { spans }: Steady): Held {
  const ms = tickMs - (at % tickMs) + intoTickMs
  const invocation = key.slice(0, key.lastIndexOf(` ${name} `))
  const left = spans.get(`${key} there`)?.from
  const answers = [...spans].filter(([what]) => what.startsWith(`${invocation} `) && what.endsWith(' back'))
  const before = answers.findLast(([, { to }]) => left !== undefined && Math.abs(to - left) < 1)
  const what = invocation.startsWith('survey') && before ? before[0] : `${invocation} start`
  return { what, ms }
}
