import { ownerOf } from '#domain/identity.ts'
import type { Exchange } from '#ports/exchange.ts'
import { comparePositions } from '../../account/compare-positions.ts'
import type { Connection } from '../../connect/connection.ts'
import { heldPositions } from '../../positions.ts'
import type { Shown } from '../evidence.ts'

/**
 * Positions without a stop and leftover orders on the exchange (weight 85). Entries and closes under way are neither.
 */
export async function readShown(
  connection: Pick<Connection, 'state' | 'deployment'>,
  exchange: Exchange,
): Promise<Shown> {
  const [positions, algo, regular, held] = await Promise.all([
    exchange.positions(),
    exchange.openAlgoOrders(),
    exchange.openOrders(),
    heldPositions(connection),
  ])
  const unprotected = comparePositions(held, positions, algo)
    .filter(({ position }) => position === undefined || position.state === 'open')
    .flatMap(({ symbol, differences }) => differences.map(difference => `${symbol}: ${difference}`))
  const ids = new Set(held.map(({ id }) => id))
  const ordersLeft = [...algo, ...regular].flatMap(({ clientId }) => {
    const owner = ownerOf(clientId)
    const isLeft = owner?.deployment === connection.deployment && !ids.has(owner.positionId)
    return isLeft ? [clientId] : []
  })
  return { unprotected, ordersLeft }
}
