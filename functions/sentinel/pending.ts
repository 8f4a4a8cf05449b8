import type { Position } from '#domain/position.ts'
import { keyOf, type Told } from '#domain/told.ts'
import { byDanger, type WakeCause } from '#domain/wake.ts'
import type { Judge } from './judging.ts'

/** The recent news, and the positions that a wake was sent for because of it. Times in milliseconds. */
export interface Pending {
  put(told: Told, heardAt: number): void
  /** The positions that still wait for a wake, the most urgent first. */
  calls(positions: readonly Position[]): readonly Call[]
  /** Marks these positions as woken for all news heard so far. */
  deal(calls: readonly Call[]): void
  /** The wake failed: these positions wait for one again. */
  undeal(calls: readonly Call[]): void
  forget(heardBefore: number): void
}

/** A position that should be looked at. */
export interface Call {
  readonly position: Position
  readonly cause: WakeCause
  /** When the first and the last of its news were heard. */
  readonly heardAt: number
  readonly heardLast: number
}

interface Heard {
  readonly told: Told
  readonly heardAt: number
  /** When the same news was last heard. */
  readonly lastAt: number
  /** Ids of the positions already woken for it. */
  readonly dealt: ReadonlySet<string>
}

/** If more news than this is pending, one look at everything replaces the single looks. */
const most = 500
const none: ReadonlySet<string> = new Set()

export function pending(judge: Judge): Pending {
  let heard = new Map<string, Heard>()
  const change = (calls: readonly Call[], next: (dealt: Set<string>, id: string) => void) => {
    for (const [key, each] of heard) {
      const dealt = new Set(each.dealt)
      for (const { position } of calls) if (judge(each.told, position)) next(dealt, position.id)
      heard.set(key, { ...each, dealt })
    }
  }
  return {
    put: (told, heardAt) => {
      const before = heard.get(keyOf(told))
      const isWaiting = before !== undefined && before.dealt.size === 0
      const first = isWaiting ? before.heardAt : heardAt
      heard.set(keyOf(told), { told, heardAt: first, lastAt: heardAt, dealt: none })
      if (heard.size <= most) return
      const gap: Heard = { told: { kind: 'gap' }, heardAt: first, lastAt: heardAt, dealt: none }
      heard = new Map([[keyOf(gap.told), gap]])
    },
    calls: positions =>
      positions
        .flatMap(position => callOf(position, [...heard.values()], judge) ?? [])
        .toSorted(mostUrgentFirst),
    deal: calls => change(calls, (dealt, id) => dealt.add(id)),
    undeal: calls => change(calls, (dealt, id) => dealt.delete(id)),
    forget: heardBefore => {
      for (const [key, { lastAt }] of heard) if (lastAt < heardBefore) heard.delete(key)
    },
  }
}

function callOf(position: Position, heard: readonly Heard[], judge: Judge): Call | undefined {
  const causes = heard.flatMap(({ told, heardAt, lastAt, dealt }) => {
    const cause = dealt.has(position.id) ? undefined : judge(told, position)
    return cause ? [{ cause, heardAt, lastAt }] : []
  })
  const [worst] = causes.toSorted((a, b) => byDanger(a.cause, b.cause))
  const heardAt = Math.min(...causes.map(each => each.heardAt))
  const heardLast = Math.max(...causes.map(each => each.lastAt))
  return worst && { position, cause: worst.cause, heardAt, heardLast }
}

const mostUrgentFirst = (a: Call, b: Call): number => byDanger(a.cause, b.cause) || a.heardAt - b.heardAt
