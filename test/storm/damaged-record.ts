import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import type { Position } from '#domain/position.ts'
import type { State } from '#ports/state.ts'
import { alone } from '#table/table.ts'
import type { Sky } from './invocation.ts'

/** A position whose record is damaged from then on. */
export interface Damaged {
  readonly at: number
  readonly positionId: string
  readonly symbol: string
}

/** In few storms the counter of client ids in an open position's record goes back while no function has the lease. */
export function damagedRecord(
  { scheduler, chance, tell }: Sky,
  { account }: State,
  documents: DynamoDBDocumentClient,
  [from, to]: readonly [number, number],
): readonly Damaged[] {
  const damaged: Damaged[] = []
  if (chance.share('damaged record') >= 0.08) return damaged
  scheduler.at(chance.between(from, to, 'damaged record at'), () => void damageOne())

  async function damageOne(): Promise<void> {
    while (scheduler.now() < to) {
      const { slots } = (await account.read()).item
      const ids = Object.values(slots).map(({ positionId }) => positionId)
      for (const positionId of ids) if (await damage(positionId)) return
      await scheduler.sleep(50)
    }
  }

  async function damage(positionId: string): Promise<boolean> {
    const key = { pk: `POSITION#${positionId}`, sk: alone }
    const { Item: item } = await documents.send(new GetCommand({ TableName: 'memory', Key: key }))
    const position = item?.body as Position | undefined
    if (!item || position?.state !== 'open' || item.leaseHolder !== undefined) return false
    const body = { ...position, intents: 1 }
    const changed = { ...item, body, version: item.version + 1 }
    await documents.send(new PutCommand({ TableName: 'memory', Item: changed }))
    damaged.push({ at: scheduler.now(), positionId, symbol: position.symbol })
    tell(`the counter of ${positionId} goes back to 1`)
    return true
  }
  return damaged
}
