import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { CloseMessage } from '#domain/messages.ts'
import type { Position } from '#domain/position.ts'
import { marginAssets } from '../account/margin-asset.ts'
import type { Connection } from '../connect/connection.ts'
import { patience } from '../connect/patience.ts'

/** Result of one close, according to the table and the exchange. */
export interface Closed {
  readonly symbol: string
  readonly positionId: string
  /** The position is settled, nothing is open and both books are empty. */
  readonly done: boolean
  readonly state: string
  /** Absent while unknown. */
  readonly netPnl?: string
  /** Margin asset, if the table has the symbol's rules. */
  readonly asset?: string
  readonly onTheExchange: { readonly open: string; readonly orders: number }
}

const lookEveryMs = 500

/**
 * Closes positions as the system does: through the close queue and close-cleanup, whether the watch runs or not. Waits
 * until they are settled or `patienceMs` has passed, then reads the exchange.
 */
export async function closeAll(
  connection: Connection,
  positions: readonly Position[],
  patienceMs: number,
): Promise<readonly Closed[]> {
  await Promise.all(positions.map(({ id }) => requestClose(connection, id)))
  connection.say(`Asked close-cleanup for ${positions.map(({ symbol }) => symbol).join(', ')}; waiting …`)
  return Promise.all(positions.map(position => outcome(connection, position, patienceMs)))
}

/** Asks close-cleanup to close a position. Messages of one group wait for each other. */
export async function requestClose(connection: Connection, id: string, group = id): Promise<void> {
  const message: CloseMessage = { v: 1, positionId: id, reason: 'operator' }
  const client = new SQSClient(patience)
  await client.send(
    new SendMessageCommand({
      QueueUrl: connection.output('CloseQueueUrl'),
      MessageBody: JSON.stringify(message),
      MessageGroupId: group,
      // The unique id lets a repeated request through: an earlier one may have been dropped.
      MessageDeduplicationId: `operator-${group}-${connection.stack.clock.now()}`,
    }),
  )
  client.destroy()
}

async function outcome(
  connection: Connection,
  { id, symbol }: Position,
  patienceMs: number,
): Promise<Closed> {
  const { state } = connection
  const deadline = Date.now() + patienceMs
  for (;;) {
    const [stored, account] = await Promise.all([state.positions.read(id), state.account.read()])
    const settled = account.item.slots[symbol]?.positionId !== id
    if (settled || Date.now() >= deadline) return closed(connection, stored?.item, { id, symbol, settled })
    await new Promise(resolve => setTimeout(resolve, lookEveryMs))
  }
}

async function closed(
  connection: Connection,
  position: Position | undefined,
  of: { readonly id: string; readonly symbol: string; readonly settled: boolean },
): Promise<Closed> {
  const { symbol } = of
  const exchange = await connection.exchange()
  const [assetOf, open, regular, algo] = await Promise.all([
    marginAssets(connection, [symbol]),
    exchange.position(symbol),
    exchange.openOrders(symbol),
    exchange.openAlgoOrders(symbol),
  ])
  const orders = regular.length + algo.length
  const asset = assetOf(symbol)
  return {
    symbol,
    positionId: of.id,
    done: of.settled && !open && orders === 0,
    state: position?.state ?? 'unknown',
    ...(position?.result && !position.result.provisional && { netPnl: position.result.netPnl }),
    ...(asset && { asset }),
    onTheExchange: { open: open?.quantity ?? '0', orders },
  }
}
