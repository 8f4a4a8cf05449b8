import { timing } from './timing.ts'
import { isDanger, type Wake } from './wake.ts'

/**
 * How much weight the looks between two ticks may spend in a minute, out of an address's 2,400. Looks without danger
 * may take half of it. One position gets a limited number of looks, so that one that changes every second leaves
 * some to the others.
 */
export const wakeBudget = { weight: 600, calm: 300, looks: 20 } as const

/** `account`: one read that serves all of a wake. `look`: the weight of a look that has something to do. */
const weighs = { account: 5, look: 10 } as const

const minute = 60_000
const { apart } = timing.watch.woken

/** This minute's looks, whichever run asked for them; times in ms. */
export interface WokenLooks {
  /** Minutes since 1970. */
  readonly minute: number
  readonly weight: number
  /** Position id → when its last look began or will begin, and how many there were in the minute. */
  readonly looks: Readonly<Record<string, { readonly at: number; readonly times: number }>>
}

export interface Granted {
  /** Positions to look at, the most urgent first, each not before `at`. */
  readonly looks: readonly { readonly id: string; readonly at: number }[]
  /** Left to the tick: the minute's budget is spent, or the position's. */
  readonly left: readonly string[]
  /** To be written before the first of these looks. */
  readonly after: WokenLooks
}

/**
 * Which of a wake's positions are looked at. A position whose last look began after the news was heard needs none:
 * that look saw it. One looked at less than a second ago waits until the second is over.
 */
export function grantLooks(
  before: WokenLooks | undefined,
  { only, cause, heardAt }: Wake,
  now: number,
): Granted {
  const spent = inMinuteOf(now, before)
  const most = isDanger(cause) ? wakeBudget.weight : wakeBudget.calm
  const granted: { id: string; at: number }[] = []
  const left: string[] = []
  let { weight } = spent
  for (const id of new Set(only)) {
    const last = spent.looks[id]
    if (last && last.at >= heardAt) continue
    const look = { id, at: Math.max(now, (last?.at ?? 0) + apart) }
    const next = spent.weight + weightOf([...granted, look], now)
    // A run whose clock is this far behind is not waited for.
    const isLate = look.at > now + apart
    if (isLate || next > most || (last?.times ?? 0) >= wakeBudget.looks) left.push(id)
    else {
      granted.push(look)
      weight = next
    }
  }
  const looks = { ...spent.looks }
  for (const { id, at } of granted) looks[id] = { at, times: (looks[id]?.times ?? 0) + 1 }
  return { looks: granted, left, after: { ...spent, weight, looks } }
}

/** Positions that are due share one read of the account; one that waits reads its own row. */
function weightOf(looks: readonly { readonly at: number }[], now: number): number {
  const waiting = looks.filter(({ at }) => at > now).length
  const readings = waiting + (waiting < looks.length ? 1 : 0)
  return readings * weighs.account + looks.length * weighs.look
}

/** A new minute keeps those looks of the last one that are less than a second old. */
function inMinuteOf(now: number, before: WokenLooks | undefined): WokenLooks {
  const current = Math.floor(now / minute)
  if (before?.minute === current) return before
  const recent = Object.entries(before?.looks ?? {}).filter(([, { at }]) => at > now - apart)
  const looks = Object.fromEntries(recent.map(([id, { at }]) => [id, { at, times: 0 }]))
  return { minute: current, weight: 0, looks }
}
