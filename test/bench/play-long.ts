/** Plays a long market in the lab, in a process of its own that lab-months.ts starts, and prints its cost. */
import { existsSync, readFileSync } from 'node:fs'
import { paces } from '#domain/latency.ts'
import { playInLab } from '../../infra/lab/play-lab.ts'
import { readPlan } from '../../infra/local/play/plan.ts'
import type { WrittenMarket } from './long-market.ts'

export interface PlayedLong {
  readonly marketSeconds: number
  /** User and system time, starting up and reading included; seconds. */
  readonly cpuSeconds: number
  readonly peakMb: number
  readonly positions: number
  /** Looks at a position that were due. */
  readonly looks: number
  readonly promisesKept: boolean
}

/** Settings under which the account's state hardly ever rejects a signal. */
const environment = {
  ...{ QT_PAPER_BALANCE: '1000000', QT_MAX_MARGIN_PER_TRADE: '1000', QT_MAX_DAILY_LOSS: '1000000' },
  ...{ QT_MAX_POSITIONS: '20', QT_COOLDOWN_SECONDS: '0' },
}
/** Settings under which positions stay open. */
const held = {
  ...{ QT_LADDER: 'none', QT_SL_PCT: '0.3', QT_EMERGENCY_PCT: '0.4', QT_PARTIAL_TP: '0', QT_TP_PCT: '5' },
}

async function playLong({ atOnce, ...data }: WrittenMarket): Promise<PlayedLong> {
  const began = process.cpuUsage()
  const settings = atOnce ? { ...environment, ...held } : environment
  const plan = readPlan({ ...data, path: 'adverse-first', environment: settings })
  const { report } = await playInLab(plan, { pace: paces.usual, quota: 1_000 })
  const { user, system } = process.cpuUsage(began)
  return {
    marketSeconds: (plan.market.to - plan.startAt) / 1_000,
    cpuSeconds: (user + system) / 1e6,
    peakMb: peakMb(),
    positions: report.positions.length,
    looks: report.positions.reduce((sum, each) => sum + ticksOf(each), 0),
    promisesKept: Object.values(report.promises).every(Boolean),
  }
}

const ticksOf = ({ openedAt, closedAt }: { readonly openedAt: string; readonly closedAt: string }): number =>
  Math.round((Date.parse(closedAt) - Date.parse(openedAt)) / 10_000)

/** Linux counts the memory of the process that started this one in `maxRSS`, too. */
function peakMb(): number {
  const status = '/proc/self/status'
  const own = existsSync(status) && /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(status, 'utf8'))?.[1]
  return (own ? Number(own) : process.resourceUsage().maxRSS) / 1_000
}

if (import.meta.main)
  process.stdout.write(JSON.stringify(await playLong(JSON.parse(process.argv[2] ?? '') as WrittenMarket)))
