import { sum } from '#domain/decimal.ts'
import type { Position } from '#domain/position.ts'
import { paint } from '../../terminal/colours.ts'
import type { Judged } from '../access/access.ts'
import type { Replayed } from '../audit/decisions.ts'
import { promiseLines } from '../play/show/promise-lines.ts'
import { allowed, decided } from '../play/show/summary.ts'
import type { LiveBreaches } from './run-verdict.ts'

export interface Told {
  /** How long the run lasted, slept, and had no prices; milliseconds. */
  readonly ranMs: number
  readonly sleptMs: number
  readonly awayMs: number
  /** Positions that were open during it. */
  readonly positions: readonly Position[]
  readonly breaches: LiveBreaches
  readonly decisions: Replayed
  readonly access: readonly Judged[]
}

/** Requests that fail now and then are not worth a word. */
const toldAwayMs = 5_000

/** What the operator reads when a run at today's prices ends. */
export function verdictText({
  ranMs,
  sleptMs,
  awayMs,
  positions,
  breaches,
  decisions,
  access,
}: Told): string {
  const closed = positions.flatMap(({ result }) => result ?? [])
  const net = sum(closed.map(({ netPnl }) => netPnl)).toFixed(2)
  const slept = sleptMs > 0 ? `, ${durationText(sleptMs)} of it asleep` : ''
  const away = awayMs >= toldAwayMs ? `, without prices for ${durationText(awayMs)}` : ''
  return [
    '',
    `${paint.bold('Ran')}${' '.repeat(24)}${durationText(ranMs)}${slept}${away}`,
    `${paint.bold('Positions')}${' '.repeat(18)}${closed.length} closed, net ${net} USDT; ${positions.length - closed.length} open, which the next start continues`,
    ...decided(decisions),
    ...allowed(access),
    '',
    paint.bold('Promises, by the venue’s books, while it ran'),
    ...promiseLines(breaches),
    '',
  ].join('\n')
}

/** Whether every promise held, every decision replayed the same, and no role denied a call. */
export const wentWell = ({ breaches, decisions, access }: Told): boolean =>
  Object.values(breaches).every(seen => seen.length === 0) &&
  decisions.different.length === 0 &&
  access.every(({ allowed: isAllowed }) => isAllowed)

function durationText(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  if (minutes < 1) return `${Math.round(ms / 1000)} s`
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
