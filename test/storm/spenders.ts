import type { Faults } from '#paper/faults/faults.ts'
import type { Sky } from './invocation.ts'

/** The weight that Binance allows one address in a minute. */
const limit = 2_400
/** After this many 429s of another client the address is banned for two minutes. */
const tooOften = 11

/**
 * In some storms another client uses an address of ours: it leaves little or nothing of the minute's weight, or asks
 * without end and has the address banned. The venue counts its weight from there on by itself.
 */
export function spenders(
  { chance, weather, scheduler, tell }: Sky,
  faults: Faults,
  addresses: readonly string[],
  [from, to]: readonly [number, number],
): void {
  if (chance.share('spenders') > 0.3) return
  const count = Math.ceil(chance.between(0, 3, 'spenders count'))
  for (let index = 1; index <= count; index++) {
    const key = `spender ${index}`
    const address = chance.pick(addresses, `${key} address`)
    const at = chance.between(from, to, `${key} at`)
    const left = chance.pick([0, 2, 7, 20, 60], `${key} leaves`)
    // A second ban would last ten minutes: the storm is over before.
    const refused = chance.pick(index === 1 ? [0, 1, tooOften] : [0, 1], `${key} refused`)
    if (!weather.planned(key, 'weight spent elsewhere', at)) continue
    scheduler.at(at, () => {
      tell(`another client spends the weight of ${address}, leaves ${left} and is refused ${refused} times`)
      faults.add({ match: { address }, times: 1, fault: { kind: 'spent', weight: limit - left, refused } })
    })
  }
}
