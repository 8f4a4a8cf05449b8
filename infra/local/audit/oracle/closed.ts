import { type Dec, dec } from '#domain/decimal.ts'
import { type Case, face, isLed, type Led, pnlAt } from './cases.ts'
import { asksToClose, mustClose } from './closes.ts'
import { longestLease, seeingLooks } from './looks.ts'
import type { Mark } from './marks.ts'
import { exitAt, exitsOf, levelAskedFor, levelLeft } from './orders.ts'
import type { Nearby } from './testimony.ts'
import type { Wishes } from './wishes.ts'

/** Whether a position was force-closed when it had to be, closed when asked, and not closed otherwise. */
export function closed(
  testimony: Nearby,
  wishes: Wishes,
  of: Case,
  marks: readonly Mark[],
): readonly string[] {
  if (!isLed(of)) return []
  return [
    ...emergencies(testimony, wishes, of, marks),
    ...unheard(testimony, wishes, of),
    ...forNothing(testimony, wishes, of, marks),
  ]
}

/**
 * If a mark is beyond the allowed loss, or as far beyond the stop as the two are apart, the exit must be in flight
 * when the look is over.
 */
function emergencies(testimony: Nearby, wishes: Wishes, of: Led, marks: readonly Mark[]): readonly string[] {
  const { symbol, entry, enteredAt } = of
  // Until a dead executor's lease runs out its entry is unfinished: the loss is measured from the requested price.
  const died = testimony.wasDisturbed(symbol, entry.time - queuedMs, enteredAt + requestMs)
  const finishedAt = died ? enteredAt + longestLease : enteredAt
  const atMost = of.wished.stop.div(4)
  return seeingLooks(testimony, marks, of)
    .filter(({ confirmed, from, to }) => {
      const off = from > finishedAt ? dec(0) : atMost
      return isEmergency(wishes, of, confirmed.loss, { level: levelLeft(of, from), off }) && exitAt(of) > to
    })
    .map(
      ({ mark, to }) =>
        `${of.name} stood at ${pnlAt(of, mark.mark).times(100).toFixed(2)} % of margin at ${face(mark.at)}, and no exit was in flight at ${face(to)}`,
    )
}

/** `off`: tolerance of the loss, as a share of the margin. */
function isEmergency(
  wishes: Wishes,
  of: Led,
  mark: Dec,
  { level, off = dec(0) }: { readonly level: Dec | undefined; readonly off?: Dec },
): boolean {
  if (pnlAt(of, mark).lt(of.wished.emergency.plus(off).neg())) return true
  const beyond = level?.minus(mark).times(of.sign)
  const apart = of.entryPrice.times(wishes.emergency.minus(wishes.stop).plus(off)).div(of.leverage)
  return beyond?.gt(0) === true && beyond.gte(apart)
}

/** The longest time until an answer: a process that died during a request asked for nothing after it. */
const requestMs = 2_000
/** How long the trade queue may hold a CLOSE behind earlier messages without any fault. */
const queuedMs = 20_000
/** How long a message stays invisible after an executor failed on it. */
const visibilityMs = 100_000
const looksAllowed = 2

/** A confident CLOSE that beats the entry has its exit in flight within two looks. */
function unheard({ signals, looks, wasDisturbed }: Nearby, wishes: Wishes, of: Led): readonly string[] {
  return signals.flatMap(signal => {
    if (!mustClose(wishes, of, signal) || signal.takenAt <= of.enteredAt) return []
    const due = looks.filter(({ symbol, from }) => symbol === of.symbol && from > signal.takenAt + queuedMs)[
      looksAllowed - 1
    ]
    if (!due || exitAt(of) <= due.to || wasDisturbed(of.symbol, signal.takenAt - visibilityMs, due.to))
      return []
    return [
      `${of.name} was asked by ${signal.id} at ${face(signal.takenAt)} to close, and no exit was in flight at ${face(due.to)}`,
    ]
  })
}

const isCrossed = (of: Led, { mark, at }: Mark): boolean =>
  levelAskedFor(of, at)?.minus(mark).times(of.sign).gte(0) === true

/** No position is closed without a CLOSE, a mark that demands it, or a refused stop that left it unprotected. */
function forNothing(testimony: Nearby, wishes: Wishes, of: Led, marks: readonly Mark[]): readonly string[] {
  const [first] = exitsOf(of)
  if (!first || first.time >= testimony.closedFrom) return []
  if (testimony.wasDisturbed(of.symbol, of.life.openedAt - visibilityMs, first.time)) return []
  const asked = testimony.signals.some(each => each.cameAt <= first.time && asksToClose(wishes, of, each))
  const demanded = marks.some(
    mark =>
      mark.at <= first.time &&
      (isEmergency(wishes, of, mark.mark, { level: levelAskedFor(of, mark.at) }) || isCrossed(of, mark)),
  )
  const bare = of.algoAsked.some(({ sentAt, answer }) => sentAt <= first.time && answer?.status !== 200)
  return asked || demanded || bare ? [] : [`${of.name} was closed at ${face(first.time)} for no known reason`]
}
