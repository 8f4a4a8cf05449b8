import type { Position } from '#domain/position.ts'
import { percent } from '../../../terminal/amounts.ts'
import { moment, span } from '../../../terminal/time.ts'
import { failsFor, type Judgement, judged, notYet } from '../criterion.ts'
import type { Evidence, Minute } from '../evidence.ts'
import type { Terms } from '../terms.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
/** The functions' metrics reach CloudWatch late: the last minutes are not judged yet. */
export const lateMs = 3 * minuteMs

/** The watch looked without a gap, and often enough while something was open. */
export function watched(evidence: Evidence, terms: Terms): Judgement {
  const { now, since, measured, positions, intervalSeconds } = evidence
  const wanted = terms.watchedHours * hourMs
  const from = Math.max(since ?? now, now - wanted)
  const minutes = minutesOf(measured.ticks, from, now - lateMs)
  const silence = longestSilence(minutes)
  const looks = looksHeld(minutes, positions, now, intervalSeconds)
  const seen = since === undefined ? 'the watch was never seen at work' : `watched for ${span(now - from)}`
  const gap = silence && `longest silence ${silence.minutes} min, from ${moment(silence.from)}`
  const open =
    looks &&
    `${percent(String(looks.share), 1)} of the looks held in ${looks.minutes} min with something open`
  return judged(
    {
      expected: `${terms.watchedHours} h, at most ${terms.silentMinutes} min without a look, ${percent(String(terms.looksHeld), 0)} of the looks while something is open`,
      found: [seen, gap ?? (since !== undefined && 'no silent minute'), open].filter(Boolean).join('; '),
      facts: { since, longestSilence: silence, looksWhileOpen: looks },
    },
    silence &&
      silence.minutes > terms.silentMinutes &&
      failsFor('look at the watch’s log group and at MissedStarts at that time'),
    looks &&
      looks.share < terms.looksHeld &&
      failsFor('looks are late or lost: see qt doctor (concurrency), and the log of survey'),
    now - from < wanted && notYet('let it run, and ask again'),
  )
}

/** Each whole minute of a period, also those without a look. */
function minutesOf(ticks: readonly Minute[], from: number, to: number): readonly Minute[] {
  const known = new Map(ticks.map(({ at, value }) => [at, value]))
  const first = Math.ceil(from / minuteMs)
  const count = Math.max(0, Math.floor(to / minuteMs) - first)
  return Array.from({ length: count }, (_, index) => {
    const at = (first + index) * minuteMs
    return { at, value: known.get(at) ?? 0 }
  })
}

/** Most consecutive minutes without a look; undefined: none. */
function longestSilence(
  minutes: readonly Minute[],
): { readonly from: number; readonly minutes: number } | undefined {
  let [longest, run] = [
    { from: 0, minutes: 0 },
    { from: 0, minutes: 0 },
  ]
  for (const { at, value } of minutes) {
    run = value > 0 ? { from: 0, minutes: 0 } : { from: run.from || at, minutes: run.minutes + 1 }
    if (run.minutes > longest.minutes) longest = run
  }
  return longest.minutes > 0 ? longest : undefined
}

/**
 * Share of the due looks that were made in minutes throughout which a position was open; undefined: there was no such
 * minute.
 */
function looksHeld(
  minutes: readonly Minute[],
  positions: readonly Position[],
  now: number,
  intervalSeconds: number,
): { readonly share: number; readonly minutes: number } | undefined {
  const lives = positions.flatMap(({ openedAt, closedAt = now }) =>
    openedAt === undefined ? [] : [{ openedAt, closedAt }],
  )
  const through = minutes.filter(({ at }) =>
    lives.some(({ openedAt, closedAt }) => openedAt <= at && closedAt >= at + minuteMs),
  )
  if (through.length === 0) return undefined
  const looks = through.reduce((sum, { value }) => sum + value, 0)
  const due = (through.length * minuteMs) / (intervalSeconds * 1000)
  // A look right at a minute's edge may count in the neighbouring minute, so no minute counts more looks than were due.
  return { share: Math.min(1, Number((looks / due).toFixed(4))), minutes: through.length }
}
