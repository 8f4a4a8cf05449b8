import type { BlindLook, Look } from '#domain/look.ts'
import type { InspectAnswer, PositionRow, SurveyAnswer, UpkeepRow } from '#domain/messages.ts'
import { isUpkeep } from '#domain/messages.ts'
import type { OpenPosition } from '#domain/position.ts'
import { nextMove } from '#domain/protection.ts'
import { timing } from '#domain/timing.ts'
import type { Account } from '#ports/state.ts'
import type { MetricName } from '#ports/telemetry.ts'
import type { QuietVenue } from './quiet-venue.ts'

/** What one tick came to at which nothing was to be done: what the next ones come to as long as nothing changes. */
interface QuietTick {
  readonly tableChanges: number
  readonly venueChanges: number
  /** Whether positions were open. */
  readonly isLive: boolean
  readonly answer: SurveyAnswer
  /** From its claim and the account's reading, to its answer; milliseconds. */
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

/** What a survey that was really made is told of, once it has ended. */
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
  /** Whether the account had nothing to be settled, swept or halted for. */
  readonly isPlain: boolean
}

export interface QuietParts {
  readonly venue: QuietVenue
  readonly tableChanges: () => number
  readonly intervalMs: number
  /** The mark then; undefined where there is none. */
  readonly markAt: (symbol: string, at: number) => string | undefined
  /** When the next signal comes. */
  readonly nextSignalAt: () => number
  /** Whether a function is at work that may change something, or a message waits for one. */
  readonly isBusy: () => boolean
  /** The account as the table has it. */
  readonly account: () => Account | undefined
  /** When the rules were read last, and what the table was told last of whether the exchange answers. */
  readonly rulesReadAt: () => number
  readonly heardAt: () => number
}

/** What is read twice within one tick is read within this; and what comes so soon is no part of a quiet tick. */
const marginMs = 2_000
/** Of `left-orders.ts`: at these ticks all orders of the account are looked through. */
const ordersEveryMs = 600_000

/**
 * Knows of a tick that its looks provably hold: since the last one that was looked at nothing was written into the
 * table or the venue's books, the market does nothing to them until the tick is over, nothing arrives, nothing is due
 * by the clock, and the rule of what comes next holds each position at its new mark. Time and counts of such a tick
 * are those of the last one.
 */
export function quietTicks(parts: QuietParts) {
  const { venue, intervalMs } = parts
  let last: QuietTick | undefined
  let becoming: QuietTick | undefined
  let becomingFrom = 0
  /** Runs of the watch go on at one instant; what begins later within the tick may know of more. */
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
    /** How many ticks were looked at, and how many were known to hold. */
    made: () => ({ ...made }),
    /** The tick to be like, where nothing is to be done at this one; all runs of one tick are told the same. */
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
    /** How the look at a position of a quiet tick went. */
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
      // What depends on the clock, or on bid and ask, is not proven by the mark alone.
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

  /** Once every position was looked at, and nothing was done, it is the one to be like. */
  function settle(): void {
    if (!becoming || becoming.looks.size < becoming.answer.positions.length) return
    // A look that did something is none to be like.
    if (becoming.tableChanges === parts.tableChanges() && becoming.venueChanges === venue.changes())
      last = becoming
    becoming = undefined
  }
}
export type QuietTicks = ReturnType<typeof quietTicks>
export type RowOfLab = (PositionRow | UpkeepRow) & { readonly quiet?: true }
