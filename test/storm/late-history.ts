import type { Faults } from '#paper/faults/faults.ts'
import type { Fault } from '#paper/faults/rule.ts'
import type { Sky } from './invocation.ts'

const lists = ['userTrades', 'income']

/**
 * In some storms the exchange shows events in history only some seconds later, or `forgets` older ones: not in storms
 * that adopt other clients' positions, whose entry's fee is known from history alone. In some it charges funding late.
 */
export function lateHistory(
  { chance, weather, tell, scheduler }: Sky,
  faults: Faults,
  { from, to, forgets }: { readonly from: number; readonly to: number; readonly forgets: boolean },
): void {
  for (const list of lists) {
    const key = `late ${list}`
    const begins = chance.between(from, to - 40_000, `${key} from`)
    const ends = begins + chance.between(10_000, 80_000, `${key} for`)
    const fault: Fault =
      list === 'userTrades' && forgets && chance.share(`${key} forgotten`) < 0.2
        ? { kind: 'forgotten', before: Math.floor(begins) }
        : { kind: 'late', ms: Math.floor(chance.between(500, 9_000, `${key} by`)) }
    if (chance.share(key) > 0.3 || !weather.planned(key, `${list} ${fault.kind}`, begins)) continue
    scheduler.at(begins, () => {
      const rule = faults.add({ match: { path: `/fapi/v1/${list}` }, fault })
      tell(`${list} is ${fault.kind}`)
      scheduler.at(Math.min(ends, to), () => faults.remove(rule))
    })
  }
  if (chance.share('late funding') < 0.4 && weather.planned('late funding', 'funding late', from)) {
    const lateMs = Math.floor(chance.between(1_000, 20_000, 'funding late by'))
    faults.add({ fault: { kind: 'funding', lateMs } })
  }
}
