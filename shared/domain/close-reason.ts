import { ownerOf, type Purpose } from './identity.ts'
import type { CloseReason } from './position.ts'

/** What is known about why a position is flat. */
export interface CloseEvidence {
  /** What was decided here; `external` when nothing was. */
  readonly decided: CloseReason
  /** Whether any closing trade is shown. */
  readonly traded: boolean
  /** Client id of the order behind the last closing trade, where the exchange shows it. */
  readonly order?: string
  /** Client id of our conditional order whose trigger made that order. */
  readonly trigger?: string
}

/** What Binance writes into the client ids of its own orders. */
const imposed: readonly (readonly [prefix: string, reason: CloseReason])[] = [
  ['autoclose-', 'liquidated'],
  ['settlement_autoclose-', 'liquidated'],
  ['adl_autoclose', 'auto-deleveraged'],
]

const reasonOf: Partial<Record<Purpose, CloseReason>> = {
  primary: 'stop-hit',
  backup: 'stop-hit',
  bridge: 'stop-hit',
  rung: 'take-profit',
  bank: 'take-profit',
}

/** Why the position is flat. What was decided here stands, unless the exchange was quicker. */
export function closeReason(evidence: CloseEvidence): CloseReason {
  const { decided, traded, order, trigger } = evidence
  if (!traded) return decided
  const told = toldByOrder(evidence)
  if (told) return told
  const purpose = trigger && ownerOf(trigger)?.purpose
  if (purpose) return reasonOf[purpose] ?? 'external'
  // Another client's order closed it, whatever was decided here meanwhile.
  return order === undefined ? decided : 'external'
}

/** Whether the order behind the last closing trade says nothing by itself: then its trigger has to. */
export const needsTrigger = (evidence: CloseEvidence): boolean =>
  evidence.traded && toldByOrder(evidence) === undefined

function toldByOrder({ decided, order = '' }: CloseEvidence): CloseReason | undefined {
  const owner = ownerOf(order)
  // A closing order that was not decided on here: the rescue of a first stop that was crossed.
  if (owner?.purpose === 'close') return decided === 'external' ? 'stop-crossed' : decided
  return (owner && reasonOf[owner.purpose]) ?? imposed.find(([prefix]) => order.startsWith(prefix))?.[1]
}
