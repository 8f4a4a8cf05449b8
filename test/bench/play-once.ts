/** Plays the sample as `npm start` does, in a process of its own that again.ts starts, and prints its result. */
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { type PathOrder, pathOrders } from '../../infra/local/market/price-path.ts'
import { readPlan } from '../../infra/local/play/plan.ts'
import { play } from '../../infra/local/play/play.ts'

export const parts = ['report', 'events', 'journals', 'decisions', 'access'] as const

export interface PlayedOnce {
  /** Each part as SHA-256. */
  readonly cameTo: Readonly<Record<(typeof parts)[number], string>>
  readonly ticks: { readonly due: number; readonly done: number }
  /** User and system time of all threads, in seconds. */
  readonly cpuSeconds: number
  readonly seconds: number
  readonly peakMb: number
}

async function playOnce(speed: number, path: PathOrder): Promise<PlayedOnce> {
  const sample = (name: string) => fileURLToPath(new URL(`../../infra/local/sample/${name}`, import.meta.url))
  const events: string[] = []
  const screen = { note: (line: string) => void events.push(line), end: () => {} }
  const data = { klines: [sample('')], funding: [], signals: sample('signals.jsonl') }
  const played = await play(readPlan({ ...data, path, environment: {} }), { speed, screen })
  const { report, records, decisions, access } = played
  const { positions, verdicts, journals } = records
  const { user, system } = process.cpuUsage()
  return {
    cameTo: {
      report: hashOf(report),
      // The first one names the speed.
      events: hashOf(events.slice(1)),
      journals: hashOf([positions, verdicts, [...journals]]),
      decisions: hashOf(decisions),
      access: hashOf(access),
    },
    ticks: report.ticks,
    cpuSeconds: (user + system) / 1e6,
    seconds: performance.now() / 1000,
    peakMb: process.resourceUsage().maxRSS / 1000,
  }
}

const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex')

if (import.meta.main) {
  const [, , speed = 'max', path] = process.argv
  const order = pathOrders.find(each => each === path) ?? pathOrders[0]
  const pace = speed === 'max' ? Number.POSITIVE_INFINITY : Number(speed)
  process.stdout.write(JSON.stringify(await playOnce(pace, order)))
}
