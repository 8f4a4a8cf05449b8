import { utcDay } from '#domain/admission.ts'
import { type Dec, dec, sum } from '#domain/decimal.ts'
import { closingFor } from '#domain/intentions.ts'
import { nextState } from '#domain/lifecycle.ts'
import type { Position, Result } from '#domain/position.ts'
import { sign } from '#domain/side.ts'
import { timing } from '#domain/timing.ts'
import type { AccountIncome } from '#exchange/port.ts'
import { abandonEntry } from '#protection/abandon.ts'
import type { Desk, HeldPosition } from '#protection/desk.ts'

/** Two complete reads of the account this far apart prove that a position is gone which cannot be asked for. */
const betweenReads = 2_000

/**
 * A position whose symbol the exchange does not know any more (-1121): neither it nor its orders nor its trades can
 * be asked for. The account as a whole tells that it is gone, and what its end paid. Answers whether it is closed;
 * an entry of which there never was anything is abandoned. Throws as long as neither is proven.
 */
export async function settleUnlisted(desk: Desk, held: HeldPosition): Promise<boolean> {
  const { position } = held
  if (position.state === 'closed') return true
  await proveGone(desk, position)
  const moved = await incomeOf(desk, position)
  if (position.state === 'entering' && moved.length === 0) {
    await abandonUnlisted(desk, held)
    return false
  }
  if (!moved.some(isEnding))
    throw new Error(
      `${position.symbol} is not listed any more, and what the end of ${position.id} paid is not shown yet`,
    )
  if (position.state !== 'closing') await held.write(closingFor(position, 'external', desk.clock.now()))
  await record(desk, held, moved)
  return true
}

async function proveGone({ exchange, clock }: Desk, { id, symbol }: Position): Promise<void> {
  for (const pause of [0, betweenReads]) {
    await clock.sleep(pause)
    const { open, unread } = await exchange.positions()
    if (open.some(each => each.symbol === symbol) || unread.includes(symbol))
      throw new Error(`${id} is open although the exchange answers that it knows no ${symbol}`)
  }
}

/** What the account received and paid for the symbol since the position was opened. */
async function incomeOf({ exchange }: Desk, position: Position): Promise<readonly AccountIncome[]> {
  const { symbol, openedAt, entry, createdAt } = position
  const since = openedAt ?? entry.sentAt ?? createdAt
  return (await exchange.accountIncome(since)).filter(each => each.symbol === symbol && each.at >= since)
}

const isEnding = ({ kind }: AccountIncome): boolean => kind === 'realized' || kind === 'settlement'

async function abandonUnlisted(desk: Desk, held: HeldPosition): Promise<void> {
  const { id, symbol, entry } = held.position
  if (entry.sentAt !== undefined && desk.clock.now() - entry.sentAt <= timing.fence)
    throw new Error(`The entry of ${id} could not be resolved yet; it is closed later`)
  await abandonEntry(desk, held, {
    reason: 'unknown-symbol',
    detail: `the exchange knows no ${symbol} any more`,
  })
}

async function record(desk: Desk, held: HeldPosition, moved: readonly AccountIncome[]): Promise<void> {
  const { position } = held
  const closedAt = moved.findLast(isEnding)?.at ?? desk.clock.now()
  const result = resultOf(position, moved, closedAt)
  held.note('closed', { side: position.side, source: position.source, tier: position.tier, ...result })
  await held.flush()
  const state = nextState(position.state, 'flat')
  await held.write({ ...position, state, closedAt, funding: result.funding, result })
  desk.telemetry.count('PositionClosed')
  desk.telemetry.count('NetPnl', Number(result.netPnl))
}

/** No trade tells at which price it ended: what was realised does, over what was entered. */
function resultOf(position: Position, moved: readonly AccountIncome[], closedAt: number): Result {
  const { side, entry, closing } = position
  const of = (...kinds: readonly AccountIncome['kind'][]): Dec =>
    sum(moved.filter(({ kind }) => kinds.includes(kind)).map(({ amount }) => amount))
  const gross = of('realized', 'settlement')
  const fees = of('fee', 'liquidation').neg()
  const perUnit = gross.div(position.entryQuantity ?? entry.quantity).times(sign(side))
  const lastDay = moved.filter(({ at, kind }) => kind !== 'other' && utcDay(at) === utcDay(closedAt))
  return {
    reason: closing?.reason ?? 'external',
    exitPrice: perUnit
      .plus(position.entryPrice ?? entry.touchPrice)
      .toDecimalPlaces(12)
      .toFixed(),
    grossPnl: gross.toFixed(8),
    fees: fees.toFixed(8),
    funding: of('funding').toFixed(8),
    netPnl: gross.minus(fees).plus(of('funding')).toFixed(8),
    lastDayNetPnl: sum(lastDay.map(({ amount }) => amount))
      .minus(dec(position.result?.provisional ? 0 : (position.result?.lastDayNetPnl ?? 0)))
      .toFixed(8),
  }
}
