import type { BlindLook, Look } from '#domain/look.ts'
import type { InspectAnswer, PositionRow, SurveyAnswer, UpkeepRow } from '#domain/messages.ts'
import { isUpkeep } from '#domain/messages.ts'
import type { OpenPosition } from '#domain/position.ts'
import { nextMove } from '#domain/protection.ts'
import { timing } from '#domain/timing.ts'
import type { Account } from '#ports/state.ts'
import type { MetricName } from '#ports/telemetry.ts'
import type { QuietVenue } from './quiet-venue.ts'

/**
 * The result of a quiet tick, one with nothing to do; later ticks have the same result as long as nothing changes.
 */
interface QuietTick {
  readonly tableChanges: number
  readonly venueChanges: number
  /** Whether positions were open. */
  readonly isLive: boolean
  readonly answer: SurveyAnswer
  /** From the claim to the account's reading, and to the answer; milliseconds. */
  readonly restMs: number
  /** From its beginning, when the exchange read the marks. */
  readonly marksAfterMs: number
  /** From its beginning until the last look had ended. */
  lastsMs: number
  readonly counts: readonly (readonly [MetricName, number])[]
  readonly looks: Map<string, QuietLook>
}

interface QuietLook {
  readonly position: OpenPosition
  readonly look: Look | BlindLook
  readonly answer: InspectAnswer
  readonly tookMs: number
}

/** A survey that was really made, once it has ended. */
export interface Surveyed {
  readonly begunAt: number
  readonly endedAt: number
  /** When the account had been read, and when the exchange showed the marks. */
  readonly readAt: number
  readonly marksAt: number
  readonly tableChanges: number
  readonly venueChanges: number
  readonly answer: SurveyAnswer
  readonly counts: readonly (readonly [MetricName, number])[]
  /** When the table had last been told that the exchange answers, before it. */
  readonly heardAt: number
  /** Whether the account had nothing to settle, sweep or halt. */
  readonly isPlain: boolean
}

export interface QuietParts {
  readonly venue: QuietVenue
  readonly tableChanges: () => number
  readonly intervalMs: number
  /** The mark then; undefined if there is none. */
  readonly markAt: (symbol: string, at: number) => string | undefined
  /** Time of the next signal. */
  readonly nextSignalAt: () => number
  /** Whether a function works that may change something, or a message waits for one. */
  readonly isBusy: () => boolean
  /** The account in the table. */
  readonly account: () => Account | undefined
  /** When the rules were last read, and what the table last noted on whether the exchange answers. */
  readonly rulesReadAt: () => number
  readonly heardAt: () => number
}

/** Two readings within one tick are at most this far apart; a tick with an event this soon is not quiet. */
const marginMs = 2_000
/** Of `left-orders.ts`: at these ticks the watch reads all orders of the account. */
const ordersEveryMs = 600_000

/**
 * Proves ticks quiet, so that their looks need not be made. Since the last tick with looks nothing was written into
 * the table or the venue's books; until the tick is over the market does nothing to them, nothing arrives, and
 * nothing becomes due by time; and the rule for the next move says hold for each position at its new mark. Such a
 * tick takes the times and counts of the last tick with looks.
 */
export function quietTicks(parts: QuietParts) {
  const { venue, intervalMs } = parts
  let last: QuietTick | undefined
  let becoming: QuietTick | undefined
  let becomingFrom = 0
  /** Runs of the watch continue at one instant; a run that begins later within the tick may see more. */
  let judged: { readonly at: number; readonly quiet: QuietTick | undefined } | undefined

  function judge(now: number, tick: number): QuietTick | undefined {
    const known = last
    if (!known || known.tableChanges !== parts.tableChanges()) return undefined
    if (known.venueChanges !== venue.changes() || parts.isBusy()) return undefined
    const until = now + known.lastsMs + marginMs
    if (parts.nextSignalAt() <= until) return undefined
    if (known.isLive && tick % ordersEveryMs === 0) return undefined
    if (until - parts.rulesReadAt() >= timing.rules.fresh) return undefined
    const marksAt = now + known.marksAfterMs
    for (const { position, look } of known.looks.values()) {
      const markPrice = parts.markAt(position.symbol, marksAt)
      if (markPrice === undefined || nextMove(position, { ...look, markPrice }).move !== 'hold')
        return undefined
    }
    return venue.isQuietUntil(until) ? known : undefined
  }

  const made = { real: 0, quiet: 0 }
  return {
    /** How many ticks had looks, and how many were proven quiet. */
    made: () => ({ ...made }),
    /** The tick to copy if this one is quiet; all runs of one tick get the same answer. */
    tick(now: number): QuietTick | undefined {
      const tick = Math.floor(now / intervalMs) * intervalMs
      if (judged?.at !== now) {
        judged = { at: now, quiet: judge(now, tick) }
        if (judged.quiet) made.quiet += 1
      }
      return judged.quiet
    },
    account: parts.account,
    heardAt: parts.heardAt,
    /** The look at a position in a quiet tick. */
    look: (id: string): QuietLook | undefined => last?.looks.get(id),
    surveyed(of: Surveyed): void {
      // Another run had the tick.
      if (of.answer.tick === undefined) return
      made.real += 1
      judged = undefined
      last = undefined
      becoming = undefined
      const rows = of.answer.positions
      if (!of.isPlain || of.heardAt !== parts.heardAt() || rows.some(isUpkeep)) return
      if (rows.length > 0 && Date.parse(of.answer.tick) % ordersEveryMs === 0) return
      becomingFrom = of.begunAt
      becoming = {
        ...{
          tableChanges: of.tableChanges,
          venueChanges: of.venueChanges,
          answer: of.answer,
          counts: of.counts,
        },
        isLive: rows.length > 0,
        restMs: of.endedAt - of.readAt,
        marksAfterMs: of.marksAt - of.begunAt,
        lastsMs: of.endedAt - of.begunAt,
        looks: new Map(),
      }
      venue.beginAt(of.marksAt)
      settle()
    },
    looked(row: PositionRow, look: QuietLook | undefined, endedAt: number): void {
      if (!becoming) return
      const { position, look: seen } = look ?? {}
      // Moves that depend on time, or on bid and ask, cannot be proven by the mark alone.
      const isPlain = position?.doubt === undefined && !seen?.lossAgain && seen?.touch === undefined
      if (!look || look.answer.close || !isPlain) {
        becoming = undefined
        return
      }
      becoming.looks.set(row.id, look)
      becoming.lastsMs = endedAt - becomingFrom
      settle()
    },
  }

  /** Once every position had its look and nothing was done, this tick can be copied. */
  function settle(): void {
    if (!becoming || becoming.looks.size < becoming.answer.positions.length) return
    // A look that did something cannot be copied.
    if (becoming.tableChanges === parts.tableChanges() && becoming.venueChanges === venue.changes())
      last = becoming
    becoming = undefined
  }
}
export type QuietTicks = ReturnType<typeof quietTicks>
export type RowOfLab = (PositionRow | UpkeepRow) & { readonly quiet?: true }
