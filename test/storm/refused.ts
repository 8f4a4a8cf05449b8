import { isDeepStrictEqual } from 'node:util'
import type { Improving } from '#domain/move.ts'
import type { StoredEntry } from '#ports/state.ts'
import type { Damaged } from './damaged-record.ts'
import type { Erred } from './erring-rules.ts'
import type { Evidence } from './evidence.ts'
import { type Find, face } from './findings.ts'

/** The order budget may be read between a decision and its refusal. */
const soon = 1_000

/**
 * Each error of a rule that reached a position was refused at once, noted and counted; and nothing else was refused,
 * except what a damaged record would have done.
 */
export async function refusedAlone(evidence: Evidence, find: Find): Promise<void> {
  const { erred = [], damaged = [], alarmed = [], state } = evidence
  for (const { at } of alarmed.filter(({ positionId }) => positionId === undefined))
    find('P10', `what history showed was refused at ${face(at)}, and nothing was wrong with it`)
  const ids = new Set([...erred, ...damaged, ...alarmed].flatMap(({ positionId }) => positionId ?? []))
  for (const id of ids) {
    const journal = await state.journal.read(id)
    const of = <T extends { readonly positionId: string | undefined }>(all: readonly T[]) =>
      all.filter(({ positionId }) => positionId === id)
    const isRefused = ({ at }: Erred) => of(alarmed).some(alarm => alarm.at >= at && alarm.at < at + soon)
    for (const error of of(erred))
      if (!isRefused(error) && isCarriedOut(error, journal)) find('P10', `${told(error)} was not refused`)
    for (const { at, event } of journal.filter(entry => usesNewIds(entry, of(damaged))))
      find('P10', `${event} of ${id} at ${face(at)} took client ids from a counter that had gone back`)
    for (const entry of journal.filter(({ event }) => event === 'invariant-broken')) {
      const { at, refused, invariant } = entry
      if (!isErrors(entry, of(erred)) && !isDamages(entry, of(damaged)))
        find('P10', `${refused} of ${id} was refused at ${face(at)} for ${invariant}, which nothing broke`)
      if (!of(alarmed).some(alarm => alarm.at === at))
        find('P10', `the refusal of ${refused} of ${id} at ${face(at)} was counted nowhere`)
    }
  }
}

/** Moves that need unused client ids; a take-profit may be sent again under its own. */
const usesNewIds = ({ at, event }: StoredEntry, damaged: readonly Damaged[]): boolean =>
  ['stop-raised', 'quantity-changed', 'profit-banked'].includes(event) &&
  damaged.some(damage => damage.at < at)

/** The journal's event for an improvement that is carried out. */
function isActOf(move: Improving, { event, ...told }: StoredEntry): boolean {
  switch (move.move) {
    case 'raise-stop':
      return event === 'stop-raised' && told.to === move.level
    case 'reach-tier':
      return event === 'tier-reached' && told.tier === move.tier
    case 'resize':
      return event === 'quantity-changed' && told.to === move.quantity
    case 'offer':
      return event === 'take-profit-sent'
    case 'bank':
      return event === 'profit-banked' && isDeepStrictEqual(told.rungs, move.rungs)
    default:
      return move satisfies never
  }
}

/** Whether its act follows the decision before the next one; the table may have lost any entry between them. */
function isCarriedOut({ at, move }: Erred, journal: readonly StoredEntry[]): boolean {
  const decided = journal.findIndex(
    entry => entry.at === at && entry.event === 'decided' && entry.outcome === JSON.stringify(move),
  )
  if (decided < 0) return false
  const after = journal.slice(decided + 1)
  const next = after.findIndex(({ event }) => event === 'decided')
  return after.slice(0, next < 0 ? after.length : next).some(entry => isActOf(move, entry))
}

const isErrors = ({ at, refused }: StoredEntry, erred: readonly Erred[]): boolean =>
  erred.some(error => error.move.move === refused && error.at <= at && at < error.at + soon)

const isDamages = ({ at, invariant }: StoredEntry, damaged: readonly Damaged[]): boolean =>
  invariant === 'client-id-used' && damaged.some(damage => damage.at <= at)

const told = ({ at, positionId, move }: Erred): string =>
  `${JSON.stringify(move)}, which a rule asked for in error of ${positionId} at ${face(at)},`
