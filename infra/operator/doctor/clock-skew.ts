import type { Exchange } from '#ports/exchange.ts'
import type { FoundStack } from '../connect/found-stack.ts'
import { type Check, ok, warning } from './check.ts'

const mostSkewMs = 1_000

/** Compares this machine's clock with the exchange's. */
export async function clockSkew(
  { clock, exchangeUrl }: Pick<FoundStack, 'clock' | 'exchangeUrl'>,
  exchange: Pick<Exchange, 'serverTime'>,
): Promise<Check> {
  const sent = clock.now()
  const time = await exchange.serverTime()
  // A stand-in has the market's time, which passes as fast as it is played: it says nothing about this machine's clock.
  if (exchangeUrl !== undefined) return ok('clock', 'the market’s, as it is played on this machine')
  const skew = Math.round(time - (sent + clock.now()) / 2)
  const found = `${Math.abs(skew)} ms ${skew >= 0 ? 'behind' : 'ahead of'} the exchange`
  return Math.abs(skew) <= mostSkewMs
    ? ok('clock', found)
    : warning(
        'clock',
        found,
        'synchronise this machine’s clock by NTP; requests are corrected for it meanwhile',
      )
}
