import { paginateScan } from '@aws-sdk/lib-dynamodb'
import type { Position } from '#domain/position.ts'
import { parseSymbol } from '#domain/symbol.ts'
import type { Verdict } from '#ports/state.ts'
import { Complaint, exitCodes } from './complaint.ts'
import type { Connection } from './connect/connection.ts'

/** The table's positions, oldest first, and its signals. */
interface Held {
  readonly positions: readonly Position[]
  readonly verdicts: readonly Verdict[]
}

/** Every position and every verdict on a signal. Reads the whole table: for operators, not for a tick. */
export async function allRecords({
  documents,
  table,
}: Pick<Connection, 'documents' | 'table'>): Promise<Held> {
  const [positions, verdicts]: [Position[], Verdict[]] = [[], []]
  const scan = {
    TableName: table,
    ConsistentRead: true,
    FilterExpression: '(begins_with(pk, :position) OR begins_with(pk, :signal)) AND sk = :alone',
    ExpressionAttributeValues: { ':position': 'POSITION#', ':signal': 'SIGNAL#', ':alone': 'ITEM' },
  }
  for await (const page of paginateScan({ client: documents }, scan)) {
    for (const { pk, body } of page.Items ?? []) {
      if (String(pk).startsWith('POSITION#')) positions.push(body as Position)
      else verdicts.push(body as Verdict)
    }
  }
  return { positions: positions.sort((a, b) => a.createdAt - b.createdAt), verdicts }
}

/** The positions that hold a slot now. */
export async function heldPositions({ state }: Pick<Connection, 'state'>): Promise<readonly Position[]> {
  const { slots } = (await state.account.read()).item
  const stored = await state.positions.readAll(Object.values(slots).map(slot => slot.positionId))
  return stored.map(({ item }) => item)
}

/** A position by its id, or an open one by its symbol: found without reading the whole table. */
export async function positionAtHand(
  { state }: Pick<Connection, 'state'>,
  name: string,
): Promise<Position | undefined> {
  const known = await state.positions.read(name)
  if (known) return known.item
  const slot = (await state.account.read()).item.slots[parseSymbol(name) ?? name]
  return slot && (await state.positions.read(slot.positionId))?.item
}

/** A position by its id, or by its symbol: the open one, or else its latest. */
export async function positionNamed(connection: Connection, name: string): Promise<Position> {
  const atHand = await positionAtHand(connection, name)
  if (atHand) return atHand
  const symbol = parseSymbol(name) ?? name
  const { positions } = await allRecords(connection)
  const latest = positions.findLast(position => position.symbol === symbol)
  if (latest) return latest
  throw new Complaint(
    exitCodes.usage,
    `there is no position ${name}, and no position of a symbol ${symbol}`,
    'see `qt report --json` for the ids of all positions, `qt positions` for the open ones',
  )
}
