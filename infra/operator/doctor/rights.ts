import type { Venue } from '#ports/configuration.ts'
import type { Exchange } from '#ports/exchange.ts'
import { type Check, failure, ok, warning } from './check.ts'

export const rightsTodo =
  'look at Binance, API management: futures only, no withdrawals, restricted to known addresses'

/** Whether the key has the rights it needs and no others. `address`: the deployment's fixed address, if any. */
export async function rightsChecks(
  venue: Venue,
  exchange: Exchange,
  address?: string,
): Promise<readonly Check[]> {
  if (venue === 'paper')
    return [ok('key rights', 'the paper venue has neither withdrawals nor IP restriction')]
  if (venue === 'demo') return [ok('key rights', 'the demo venue holds no money')]
  const { futures, withdrawals, transfers, ipRestricted } = await exchange.keyRights()
  return [
    futures ? ok('key rights', 'futures trading') : failure('key rights', 'no futures trading', rightsTodo),
    withdrawals
      ? failure(
          'withdrawals',
          'the key may withdraw',
          'remove that right from the key at Binance, API management',
        )
      : ok('withdrawals', 'not allowed'),
    transfers
      ? warning(
          'transfers',
          'the key may move money between accounts',
          'remove that right from the key; it is not needed',
        )
      : ok('transfers', 'not allowed'),
    ipRestricted
      ? ok('IP restriction', 'the key works from named addresses only')
      : warning(
          'IP restriction',
          'the key works from anywhere',
          address
            ? `restrict it to ${address}, once the functions that trade ask from there`
            : 'give the functions a fixed address and restrict the key to it',
        ),
  ]
}
