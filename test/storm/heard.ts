import { ownerOf } from '#domain/identity.ts'
import { positionLifetimes, type VenueLedger } from '#paper/audit/ledger.ts'
import type { State } from '#ports/state.ts'
import { type Asked, bodyOf } from '../../infra/local/audit/oracle/testimony.ts'
import { type Find, face } from './findings.ts'
import { openedBy } from './reasons.ts'

/** A signal that an executor has finished. */
export interface Heard {
  readonly signalId: string
  readonly action: string
  readonly symbol: string
  readonly at: number
}

/** How many looks an accepted CLOSE may take until its exit is in flight. */
const looksAllowed = 2

interface CleanLook {
  readonly positionId: string
  readonly from: number
  readonly to: number
}

/** An accepted CLOSE has an exit in flight within two undisturbed looks at its position. */
export async function closesCarriedOut(
  {
    ledgers,
    state,
    heard,
    asked,
  }: {
    readonly ledgers: readonly VenueLedger[]
    readonly state: State
    readonly heard: readonly Heard[]
    readonly asked: readonly Asked[]
  },
  looksAt: (symbol: string) => readonly CleanLook[],
  find: Find,
): Promise<void> {
  for (const { signalId, symbol, at } of heard.filter(({ action }) => action === 'CLOSE')) {
    const verdict = await state.signals.read(signalId, at)
    const ledger = ledgers.find(each => each.symbol === symbol)
    if (verdict?.verdict !== 'accepted' || verdict.positionId === undefined || !ledger) continue
    const { positionId } = verdict
    const looks = looksAt(symbol).filter(
      look => look.positionId === positionId && look.from > at && !isBarred(asked, look),
    )
    const due = looks[looksAllowed - 1]
    const exitAt = await exitOf(state, ledger, positionId)
    if (due && exitAt > due.to)
      find(
        'P9',
        `${signalId} asked at ${face(at)} to close ${positionId} on ${symbol}; no exit by ${face(due.to)}, after ${looksAllowed} looks`,
      )
  }
}

/**
 * Another client's reduce-only order covers the whole position: no exit beside it is accepted (-4118), and while the
 * address must wait, no function can find or cancel that order.
 */
function isBarred(asked: readonly Asked[], { positionId, from, to }: CleanLook): boolean {
  const answered = asked.filter(({ answer }) => answer !== undefined && answer.at <= to)
  const isRefused = answered.some(
    each =>
      each.sentAt >= from &&
      ownerOf(each.params.newClientOrderId ?? '')?.positionId === positionId &&
      bodyOf<{ readonly code?: number }>(each)?.code === -4118,
  )
  return isRefused && answered.some(({ sentAt, answer }) => sentAt >= to - minuteMs && answer?.status === 429)
}

/** The time over which Binance counts its weight limit. */
const minuteMs = 60_000

/** When the position's first exit of ours was accepted, or when it was flat, whichever was sooner. */
async function exitOf(state: State, ledger: VenueLedger, positionId: string): Promise<number> {
  const isExit = (clientId: string) => {
    const owner = ownerOf(clientId)
    return owner?.positionId === positionId && owner.purpose === 'close'
  }
  const exits = ledger.orders.filter(({ clientOrderId }) => isExit(clientOrderId)).map(({ time }) => time)
  // Our entry identifies its position; an adopted one is known by the record alone.
  const openedAt = (await state.positions.read(positionId))?.item.openedAt
  const life = positionLifetimes(ledger).find(
    each => openedBy(ledger, each) === positionId || each.openedAt === openedAt,
  )
  return Math.min(...exits, life?.closedAt ?? Number.POSITIVE_INFINITY)
}
