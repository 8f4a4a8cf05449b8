import { fieldsOf, plain } from '#signals/fields.ts'
import { timeOf } from '#signals/times.ts'
import { timeNames } from '#signals/usual.ts'

export interface MarketStampsOptions {
  /** The market's time and this machine's, in milliseconds. */
  readonly marketNow: () => number
  readonly wallNow: () => number
  /** Called the first time that a timestamp is read as market time. */
  readonly onTaken?: ((stamp: number, takenAs: number) => void) | undefined
}

/** Two clocks nearer to each other than this count as one. */
const apartMs = 3_600_000
/** The most timestamps that are remembered. */
const mostKept = 10_000

/**
 * Reads a message with this machine's time as one of market time, at the same age: a producer beside a recorded
 * market knows no other time, and its signals would always be from the future. A timestamp nearer to this machine's
 * time than to the market's is of this machine. The same timestamp always gives the same market time. Messages with
 * the market's time, or none, stay unchanged. Never in a deployment, where both times are one.
 */
export function marketStamps({ marketNow, wallNow, onTaken }: MarketStampsOptions): (body: string) => string {
  const taken = new Map<number, number>()

  function takenAs(value: unknown): string | undefined {
    const stamp =
      typeof value === 'number' || typeof value === 'string' ? timeOf(String(value).trim()) : undefined
    if (stamp === undefined) return undefined
    const known = taken.get(stamp)
    if (known !== undefined) return new Date(known).toISOString()
    const [market, wall] = [marketNow(), wallNow()]
    if (Math.abs(market - wall) < apartMs || Math.abs(stamp - market) <= Math.abs(stamp - wall))
      return undefined
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
    // A message whose timestamp was found is JSON or a form; both are passed on as JSON.
    return JSON.stringify(
      Object.fromEntries(said.map(({ name, value }) => [name, stamps.get(name) ?? value])),
    )
  }
}
