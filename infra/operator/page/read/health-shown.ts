import type { Clock } from '#ports/clock.ts'
import { judged } from '../../doctor/last-tick.ts'
import { listenerOf } from '../../doctor/listener.ts'
import { type StackAlarm, shortName } from '../../stack-alarms.ts'
import type { AlarmsShown, SentinelShown, WatchShown, WeightShown } from '../shown/health.ts'
import type { Known, TableRead } from './known.ts'

/** Request weight that the exchange allows an address per minute. */
const mostWeight = 2_400

/** The heartbeat, judged as `qt doctor` does. */
export function watchShown(
  { last, account, sentinel }: TableRead,
  { now, everySeconds }: { readonly now: number; readonly everySeconds: number },
): WatchShown {
  const open = Object.keys(account.slots).length
  const { state } = judged(last?.tick, { now, open, intervalSeconds: everySeconds })
  const failure = last?.heard?.failure
  return {
    ...(last && { tickAt: last.tick }),
    everySeconds,
    isLate: state !== 'ok',
    ...(last?.heard && failure !== undefined && { failure: { at: last.heard.at, text: failure } }),
    ...(sentinel && { sentinel: sentinelShown(sentinel, { now, open }) }),
  }
}

/** The sentinel, judged as `qt doctor` does. */
function sentinelShown(
  { seen }: NonNullable<TableRead['sentinel']>,
  at: { readonly now: number; readonly open: number },
): SentinelShown {
  const state = listenerOf(seen, at)
  return { state, ...(seen?.heldAt !== undefined && state !== 'not-wanted' && { heldAt: seen.heldAt }) }
}

/** Alarms that are on, then those that CloudWatch cannot judge. */
export function alarmsShown(alarms: readonly StackAlarm[], deployment: string): AlarmsShown {
  const named = (state: 'on' | 'no-data', some: readonly StackAlarm[]) =>
    some
      .map(({ name, since, words }) => ({
        name: shortName(name, deployment),
        state,
        ...(since !== undefined && { since }),
        ...(words !== undefined && { words }),
      }))
      .sort((a, b) => a.name.localeCompare(b.name))
  const on = alarms.filter(({ state }) => state === 'ALARM')
  const unknown = alarms.filter(({ state }) => state === 'INSUFFICIENT_DATA')
  return { on: on.length, of: alarms.length, list: [...named('on', on), ...named('no-data', unknown)] }
}

/** Use of the exchange's limit, and whether the exchange asks to wait. */
export function weightShown(
  { measured, table }: Pick<Known, 'measured' | 'table'>,
  byThisPage: number,
  clock: Clock,
): WeightShown {
  const until = Math.max(0, ...(table?.rests ?? []).map(rest => rest.until))
  return {
    most: mostWeight,
    ...(measured && { minute: measured.minute }),
    ...(measured?.usedWeight !== undefined && { used: measured.usedWeight }),
    ...(measured?.requestWeight !== undefined && { spent: measured.requestWeight }),
    byThisPage,
    ...(until > clock.now() && { restUntil: until }),
  }
}
