import { fieldsOf, plain } from '#signals/fields.ts'
import { timeOf } from '#signals/times.ts'
import { timeNames } from '#signals/usual.ts'

export interface MarketStampsOptions {
  /** The market's time, and this machine's; milliseconds. */
  readonly marketNow: () => number
  readonly wallNow: () => number
  /** Told of each stamp the first time that it is taken for another. */
  readonly onTaken?: ((stamp: number, takenAs: number) => void) | undefined
}

/** As near to this machine's time as a signal is that was just made by it. */
const nearMs = 10 * 60_000
/** Nearer to each other than that, the two times are one. */
const apartMs = 3_600_000
/** More stamps than that are not remembered. */
const mostKept = 10_000

/**
 * Takes a message that was stamped with this machine's time as one of the market's, as old as it is: a producer that
 * runs beside a recorded market knows no other time, and would only ever be stale. The same stamp is always taken for the
 * same. What is stamped otherwise, and what has no stamp, is as it was. Never in a deployment: there both are one.
 */
export function marketStamps({ marketNow, wallNow, onTaken }: MarketStampsOptions): (body: string) => string {
  const taken = new Map<number, number>()

  function takenAs(value: unknown): string | undefined {
    const stamp = typeof value === 'number' || typeof value === 'string' ? timeOf(String(value)) : undefined
    if (stamp === undefined) return undefined
    const known = taken.get(stamp)
    if (known !== undefined) return new Date(known).toISOString()
    const [market, wall] = [marketNow(), wallNow()]
    if (Math.abs(stamp - wall) > nearMs || Math.abs(market - wall) < apartMs) return undefined
    const at = Math.floor(market - (wall - stamp))
    if (taken.size < mostKept) taken.set(stamp, at)
    onTaken?.(stamp, at)
    return new Date(at).toISOString()
  }

  return body => {
    const opened = fieldsOf(body)
    if ('problem' in opened) return body
    const said = [...opened.fields.values()].flat()
    const stamps = new Map(
      said.flatMap(({ name, value }) => {
        const at = timeNames.includes(plain(name)) ? takenAs(value) : undefined
        return at === undefined ? [] : [[name, at] as const]
      }),
    )
    if (stamps.size === 0) return body
    // What was opened was JSON, or a form; both go on as JSON.
    return JSON.stringify(
      Object.fromEntries(said.map(({ name, value }) => [name, stamps.get(name) ?? value])),
    )
  }
}
