import { ownerOf } from '#domain/identity.ts'
import type { Position } from '#domain/position.ts'

/** An order's owner and its purpose. */
export interface Owned {
  readonly owner: string
  readonly why: string
  /** The operator should know: the order is not ours, or nothing asks for it any more. */
  readonly odd: boolean
}

/** Reads an order's owner from its client id, and its purpose from what its position intends. */
export function ownedBy(clientId: string, deployment: string, held: readonly Position[]): Owned {
  const owner = ownerOf(clientId)
  if (!owner) return { owner: 'another client', why: 'not placed by this system', odd: true }
  if (owner.deployment !== deployment) {
    return { owner: `deployment ${owner.deployment}`, why: 'another deployment on this account', odd: true }
  }
  const position = held.find(each => each.id === owner.positionId)
  if (!position) {
    return {
      owner: owner.positionId,
      why: 'its position holds no slot any more; the next look sweeps it',
      odd: true,
    }
  }
  const why = intended(clientId, position)
  return why
    ? { owner: position.id, why, odd: false }
    : { owner: position.id, why: `${owner.purpose} that was replaced; the next look cancels it`, odd: true }
}

function intended(clientId: string, { protection, rungs, entry, tier }: Position): string | undefined {
  if (clientId === protection.primary)
    return `primary stop at ${protection.level}, tier ${tier}: closes everything`
  if (clientId === protection.backup)
    return `backup stop behind the primary, for ${protection.backupQuantity}`
  if (clientId === protection.bridge) return 'bridge: holds the level while the primary moves'
  if (clientId === entry.clientId) return 'the entry'
  const rung = rungs.find(each => each.clientId === clientId)
  return rung && `take-profit of tier ${rung.tier}: ${rung.quantity} at ${rung.triggerPrice}`
}

/** Orders that a position intends and the exchange does not show. */
export function missingOrders(position: Position, shown: ReadonlySet<string>): readonly string[] {
  if (position.state !== 'open') return []
  const { primary, backup } = position.protection
  const rungs = position.rungs.flatMap(rung =>
    rung.state === 'placed' && rung.clientId ? [rung.clientId] : [],
  )
  const wanted = position.algoReduceOnlyRefused ? [primary] : [primary, backup, ...rungs]
  return wanted.filter(id => !shown.has(id))
}
