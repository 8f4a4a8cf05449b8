import { ownerOf, type Purpose } from './identity.ts'
import type { CloseReason } from './position.ts'

/** What is known about why a position is flat. */
export interface CloseEvidence {
  /** The decision made here; `external` if there was none. */
  readonly decided: CloseReason
  /** Whether history shows any closing trade. */
  readonly traded: boolean
  /** Client id of the order behind the last closing trade, if the exchange shows it. */
  readonly order?: string
  /** Client id of our conditional order that triggered that order. */
  readonly trigger?: string
}

/** Prefixes of the client ids that Binance gives to its own orders. */
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

/** Why the position is flat. A decision made here stands, unless the exchange was quicker. */
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

/** Whether the order behind the last closing trade shows no reason by itself, so that its trigger must. */
export const needsTrigger = (evidence: CloseEvidence): boolean =>
  evidence.traded && toldByOrder(evidence) === undefined

function toldByOrder({ decided, order = '' }: CloseEvidence): CloseReason | undefined {
  const owner = ownerOf(order)
  // A closing order that was not decided on here: the rescue of a first stop that the market had passed.
  if (owner?.purpose === 'close') return decided === 'external' ? 'stop-crossed' : decided
  return (owner && reasonOf[owner.purpose]) ?? imposed.find(([prefix]) => order.startsWith(prefix))?.[1]
}
