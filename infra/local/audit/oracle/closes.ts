import type { Case, Led } from './cases.ts'
import type { Nearby, SentSignal } from './testimony.ts'
import { type Wished, type Wishes, wishedBy } from './wishes.ts'

/** At the coarser of the two resolutions: whole seconds, or milliseconds. */
export function isNoLater(entryAt: number, closeAt: number): boolean {
  const unit = entryAt % 1_000 === 0 || closeAt % 1_000 === 0 ? 1_000 : 1
  return Math.floor(entryAt / unit) <= Math.floor(closeAt / unit)
}

/** Near its maximum age, a signal may or may not have passed the gate. */
export const ageOffMs = 5_000

/**
 * Whether a CLOSE must end a position. A CLOSE from just before it, in the same second, may be delivered again and
 * ends nothing; a CLOSE that came once it was entered ends it.
 */
export function mustClose(wishes: Wishes, of: Led, signal: SentSignal): boolean {
  const told = wishedBy(signal.body, wishes)
  if (!asksToClose(wishes, of, signal)) return false
  // A stamp ahead of its arrival counts as its arrival.
  const entryAt = Math.min(of.wished.stampedAt, of.signal?.takenAt ?? of.enteredAt)
  const at = Math.min(told.stampedAt, signal.cameAt)
  if (told.action === 'CLOSE') return signal.cameAt > of.enteredAt || isNoLater(entryAt, at)
  // An opposite signal may be stale, and is an entry if no position is open.
  const isFresh = signal.takenAt - told.stampedAt < wishes.signalMaxAgeMs - ageOffMs
  const isFelt = told.favour.gte(wishes.minSentiment)
  return isFresh && isFelt && at > entryAt && signal.cameAt > of.enteredAt
}

type Closable = Pick<Led, 'symbol' | 'sign' | 'wished'>

/** Whether a signal may close a position: a CLOSE that beats its entry, or a confident opposite signal. */
export function asksToClose(wishes: Wishes, of: Closable, { body }: SentSignal): boolean {
  const told = wishedBy(body, wishes)
  const closes = told.action === 'CLOSE' || (isAgainst(of, told) && told.confidence.gte(wishes.confidence))
  // Stamps in whole seconds: one in the same second counts.
  const isLater = Math.floor(told.stampedAt / 1_000) >= Math.floor(of.wished.stampedAt / 1_000)
  return closes && told.symbol === of.symbol && isLater
}

/** An opposite signal of a source whose opposite signals do more than warn. */
const isAgainst = ({ sign }: Closable, { action, opposite }: Wished): boolean =>
  opposite !== 'warn' && action === (sign > 0 ? 'SELL' : 'BUY')

type Former = Pick<Case, 'symbol' | 'sign' | 'leverage' | 'wished'> & {
  readonly life: Pick<Case['life'], 'closedAt'>
}

/**
 * Whether an entry may be the second half of a flip, which the cooldown of its close does not hold up: either it
 * flips that position, or it came after the flipping signal and before the position was seen flat.
 */
export function mayFlip(
  wishes: Wishes,
  former: Former,
  { wished, signal }: Case,
  { signals: sent, looks }: Pick<Nearby, 'signals' | 'looks'>,
): boolean {
  const closedAt = seenClosedAt(former, looks)
  const { leverage, wished: its } = former
  if (leverage === undefined || !its || wished?.opposite !== 'flip' || !signal || signal.cameAt > closedAt)
    return false
  return sent.some(each => {
    const told = wishedBy(each.body, wishes)
    return (
      told.opposite === 'flip' &&
      told.action !== 'CLOSE' &&
      asksToClose(wishes, { ...former, wished: its }, each) &&
      each.cameAt <= closedAt &&
      told.stampedAt <= wished.stampedAt
    )
  })
}

/** The watch looks at each position this often. */
const tickMs = 10_000

/** Its stop may have ended it just before the signal: until a look sees that, there is a position to flip. */
function seenClosedAt({ symbol, life }: Former, looks: Nearby['looks']): number {
  const { closedAt = Number.POSITIVE_INFINITY } = life
  const seeing = looks.filter(look => look.symbol === symbol && look.from >= closedAt)
  return Math.min(closedAt + tickMs, ...seeing.map(({ to }) => to))
}
