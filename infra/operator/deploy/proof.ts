import { ExchangeError } from '#ports/exchange-error.ts'
import { liftable } from '../commands/halt.ts'
import { Complaint, exitCodes } from '../complaint.ts'
import type { Connection } from '../connect/connection.ts'

/**
 * Throws a `Complaint` unless the functions may begin to ask from the address: a signed request from there succeeds,
 * nothing is open, and nothing can open while they are replaced.
 */
export async function proveAddress(connection: Connection): Promise<void> {
  const refuse = (what: string, todo: string) => refused(what, `${todo}; ${unswitched}`)
  const { item } = await connection.state.account.read()
  const held = Object.keys(item.slots)
  if (held.length > 0)
    refuse(`${held.join(', ')} is open here`, 'let it close, or qt flatten --halt, and deploy again')
  if (!liftable.some(by => item.halts[by] !== undefined))
    refuse('entries are not halted', 'qt halt --reason moving, deploy again, and qt resume after it')
  const { open, unread, complete } = await fromAddress(connection, refuse)
  const shown = [...open.map(({ symbol }) => symbol), ...unread]
  if (shown.length > 0)
    refuse(`${shown.join(', ')} is open on the exchange`, 'close it there, and deploy again')
  if (!complete) refuse('the exchange shows positions that cannot be read', 'see qt positions')
}

async function fromAddress(connection: Connection, refuse: typeof refused) {
  if (!connection.isCarried)
    return refuse('nothing asks from the address yet', 'deploy with "egress": "prepared" first')
  const exchange = await connection.exchange()
  try {
    return await exchange.positions()
  } catch (error) {
    if (!(error instanceof ExchangeError)) throw error
    const { EgressAddress = 'the address' } = connection.stack.outputs
    return refuse(
      `a signed request from ${EgressAddress} failed: ${error.message}`,
      'let the key in the secret be used from that address (Binance, API management), and deploy again',
    )
  }
}

/**
 * Throws a `Complaint` while the live key works only from the address: from elsewhere every function's requests would
 * be rejected.
 */
export async function proveUnrestricted(connection: Connection): Promise<void> {
  if (connection.configuration.venue !== 'live') return
  const exchange = await connection.exchange()
  const { ipRestricted } = await exchange.keyRights()
  if (!ipRestricted) return
  refused(
    'the key is restricted to addresses: Binance rejects it from any other',
    'take the restriction off the key at Binance (API management), or put another key into the secret, and deploy again',
  )
}

const unswitched = 'meanwhile "egress": "prepared" in the file deploys everything else'

function refused(what: string, todo: string): never {
  throw new Complaint(exitCodes.no, `the address is not changed: ${what}`, todo)
}
