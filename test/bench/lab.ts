import { fileURLToPath } from 'node:url'
import { paces } from '#domain/latency.ts'
import { type PlayedInLab, playInLab } from '../../infra/lab/play-lab.ts'
import { type Plan, readPlan } from '../../infra/local/play/plan.ts'
import { play } from '../../infra/local/play/play.ts'
import type { Budget } from './budget.ts'
import { tableOf } from './table.ts'

/** The lab over the sample: its speed, and whether its result is that of `npm start`. */
export interface LabMeasure {
  readonly runs: readonly LabRun[]
  /** The parts in which the result of `npm start` differed. */
  readonly different: readonly string[]
}

interface LabRun {
  readonly what: string
  readonly marketSeconds: number
  readonly cpuSeconds: number
  /** Looks at a position that were due. */
  readonly looks: number
  readonly ticks: PlayedInLab['made']
}

const sample = (name: string) => fileURLToPath(new URL(`../../infra/local/sample/${name}`, import.meta.url))
async function timed(what: string, plan: Plan, everyLook = false): Promise<LabRun> {
  const before = process.cpuUsage()
  const played = await playInLab(plan, { pace: paces.usual, quota: 1_000, everyLook })
  const { user, system } = process.cpuUsage(before)
  return {
    what,
    marketSeconds: (plan.market.to - plan.startAt) / 1_000,
    cpuSeconds: (user + system) / 1e6,
    looks: played.report.positions.reduce((sum, each) => sum + ticksOf(each), 0),
    ticks: played.made,
  }
}

const ticksOf = ({ openedAt, closedAt }: { readonly openedAt: string; readonly closedAt: string }): number =>
  Math.round((Date.parse(closedAt) - Date.parse(openedAt)) / 10_000)

const thePlan = () =>
  readPlan({
    ...{ klines: [sample('')], funding: [], signals: sample('signals.jsonl') },
    ...{ path: 'adverse-first', environment: {} },
  })

export async function measureLab(say: (what: string) => void): Promise<LabMeasure> {
  say('the lab over the sample')
  // Code that is compiled first is compiled for all.
  await timed('warm', thePlan())
  const runs = [await timed('the sample, every look', thePlan(), true), await timed('the sample', thePlan())]
  const lab = await playInLab(thePlan(), { pace: paces.usual, quota: 1_000 })
  say('npm start over the sample, to compare')
  const screen = { note: () => {}, end: () => {} }
  const start = await play(thePlan(), { speed: Number.POSITIVE_INFINITY, screen })
  const parts = ['report', 'breaches', 'decisions'] as const
  const different = parts.filter(part => inOrder(lab[part]) !== inOrder(start[part]))
  return { runs, different }
}

/** Counts by reason come in the order of the table's scan. */
const inOrder = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  )

export const labTable = ({ runs }: LabMeasure): string =>
  tableOf(
    ['played', 'market s per CPU s', 'CPU per position and look due', 'ticks looked at', 'known to hold'],
    runs.map(({ what, marketSeconds, cpuSeconds, looks, ticks }) => [
      what,
      (marketSeconds / cpuSeconds).toFixed(0),
      looks > 0 ? `${((cpuSeconds * 1_000) / looks).toFixed(2)} ms` : '—',
      String(ticks.real),
      String(ticks.quiet),
    ]),
  )

export const labBudgets = ({ different }: LabMeasure): readonly Budget[] => [
  {
    what: 'the sample in the lab, against npm start',
    expected: 'the same, to the last digit',
    measured: different.length === 0 ? 'the same' : `another ${different.join(', ')}`,
    held: different.length === 0,
    hard: true,
  },
]
