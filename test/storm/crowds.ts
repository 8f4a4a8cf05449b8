import type { Fetch } from '#binance/transport.ts'
import { ownerOf } from '#domain/identity.ts'
import { timing } from '#domain/timing.ts'
import type { PositionLifetime, VenueLedger } from '#paper/audit/ledger.ts'
import { signedRequest } from '../../infra/lab/lean-exchange.ts'
import { type Find, face, nameOf } from './findings.ts'
import type { Sky } from './invocation.ts'

/** The times when other clients' conditional orders left no room in the account for a position's own. */
export interface Crowded {
  readonly from: number
  readonly to: number
}

const symbol = 'DOGEUSDT'
const most = 200
/** With fewer free places a position's own orders do not fit. */
const tooFew = 5

/**
 * In some storms another client has, for a while, as many conditional orders as the account may hold, or nearly as
 * many.
 */
export function crowds(
  { scheduler, chance, weather, tell }: Sky,
  venue: Fetch,
  keys: { readonly apiKey: string; readonly secret: string },
  [from, to]: readonly [number, number],
): readonly Crowded[] {
  const begins = Math.floor(chance.between(from, to - 100_000, 'crowd from'))
  const ends = begins + Math.floor(chance.between(80_000, 200_000, 'crowd for'))
  const orders = most - Math.floor(chance.between(0, tooFew, 'crowd short of'))
  if (chance.share('crowd') > 0.12 || !weather.planned('crowd', 'crowded', begins)) return []

  async function send(method: string, path: string, params: Record<string, string>): Promise<boolean> {
    const url = `https://fapi.binance.com/fapi/v1/${path}`
    const { ok } = await venue(...signedRequest(url, method, { symbol, ...params }, keys, scheduler.now()))
    return ok
  }
  const crowded: Crowded[] = []
  const order = { side: 'BUY', algoType: 'CONDITIONAL', type: 'TAKE_PROFIT_MARKET', quantity: '100' }
  scheduler.at(begins, async () => {
    tell(`another client has ${orders} conditional orders`)
    let taken = 0
    for (let n = 1; n <= orders; n++)
      if (await send('POST', 'algoOrder', { ...order, triggerPrice: '0.1', clientAlgoId: `crowd-${n}` }))
        taken++
    // Orders that the exchange rejected, as it does all of this kind in hedge mode, take no place.
    if (taken > most - tooFew) crowded.push({ from: begins, to: ends })
  })
  scheduler.at(ends, () => {
    tell('the conditional orders of the other client are gone')
    void send('DELETE', 'algoOpenOrders', {})
  })
  return crowded
}

/** From this age on, an executor's earlier count no longer matters. */
const countedAnewMs = timing.functions.executor.timeout

/** No position of ours is opened if its stops would not be accepted. */
export function roomless(
  { crowded = [] }: { readonly crowded?: readonly Crowded[] },
  { orders }: VenueLedger,
  life: PositionLifetime,
  find: Find,
): void {
  const { openedAt } = life
  const crowd = crowded.find(({ from, to }) => from + countedAnewMs < openedAt && openedAt < to)
  const entry = orders.findLast(
    ({ clientOrderId, time }) => ownerOf(clientOrderId)?.purpose === 'entry' && time <= openedAt,
  )
  if (crowd && entry)
    find(
      'P1',
      `${nameOf(life)} was opened while others’ orders filled the account from ${face(crowd.from)} on`,
    )
}
