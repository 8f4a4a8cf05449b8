import { hash } from 'node:crypto'

/**
 * Ids are derived, never random: each function that handles a signal, once or twice, now or after a crash, arrives at
 * the same position and the same orders.
 */
export function positionIdOf(signalId: string): string {
  const digits = BigInt(`0x${hash('sha256', signalId, 'hex').slice(0, 20)}`)
  return digits.toString(36).padStart(16, '0').slice(-12)
}

/** What an order is for; its letter is part of the client id. */
export const purposes = {
  entry: 'e',
  primary: 'p',
  backup: 'b',
  bridge: 'g',
  rung: 't',
  bank: 'k',
  close: 'c',
} as const
export type Purpose = keyof typeof purposes

/** Who owns an order: read from its client id. */
export interface OrderOwner {
  readonly deployment: string
  readonly positionId: string
  readonly purpose: Purpose
}

/**
 * A client order id of at most 36 characters: `qt-<deployment>-<position>-<purpose><counter>`.
 * The counter advances per intent and never per retry.
 */
export function clientIdOf(
  deployment: string,
  positionId: string,
  purpose: Purpose,
  counter: number,
): string {
  const id = `qt-${deployment}-${positionId}-${purposes[purpose]}${counter}`
  if (!/^qt-[a-z0-9]{1,8}-[a-z0-9]{12}-[a-z]\d{1,8}$/.test(id))
    throw new Error(
      `No client order id can be made of ${JSON.stringify(id)}: expected a deployment of 1 to 8 letters or digits and a position id of 12`,
    )
  return id
}

/** The owner of an order of any of our deployments; undefined for another client's order. */
export function ownerOf(clientId: string): OrderOwner | undefined {
  const [, deployment, positionId, letter] =
    /^qt-([a-z0-9]{1,8})-([a-z0-9]{12})-([a-z])\d+$/.exec(clientId) ?? []
  const purpose = (Object.keys(purposes) as Purpose[]).find(name => purposes[name] === letter)
  return deployment && positionId && purpose ? { deployment, positionId, purpose } : undefined
}

/** The counter in a client id of this position; undefined for any other id. */
export function counterOf(clientId: string, positionId: string): number | undefined {
  const [, counter] = new RegExp(`^qt-[a-z0-9]+-${positionId}-[a-z](\\d+)$`).exec(clientId) ?? []
  return counter === undefined ? undefined : Number(counter)
}
