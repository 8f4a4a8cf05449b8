import { type Dec, dec, sum } from '#domain/decimal.ts'
import { type Case, face, greater } from './cases.ts'
import { mayFlip } from './closes.ts'
import { locked } from './locked.ts'
import { type Known, type Past, worstOf } from './past.ts'
import type { Asked, Nearby, Span } from './testimony.ts'
import { unbeaten } from './unbeaten.ts'
import type { Wishes } from './wishes.ts'

/**
 * How long an entry may still take effect after its signal became too old to send: the request's window, plus the
 * table's slowest write.
 */
const sendingMs = 6_000
/**
 * A position closed this recently, or with faults ever since, may not be settled yet. It still counts with its worst
 * loss, even if a gap made the real loss larger. The watch may have been away already when it closed.
 */
const settlingMs = 60_000

/** Whether a position was allowed at all at the moment when the executor judged the account for it. */
export function admitted(testimony: Nearby, wishes: Wishes, past: Past, of: Case): readonly string[] {
  const { name, signal, wished, symbol, sign, entry, sender, sentAt } = of
  if (!signal || !wished) return [`${name} was opened by no signal`]
  const found: string[] = []
  if (wished.symbol !== symbol || wished.action !== (sign > 0 ? 'BUY' : 'SELL'))
    found.push(`${name} was opened by ${signal.id}, a ${wished.action} of ${wished.symbol}`)
  if (wished.confidence.lt(wishes.confidence))
    found.push(
      `${name} was opened with a confidence of ${wished.confidence}; ${wishes.confidence} is required`,
    )
  if (wished.favour.lt(wishes.minSentiment))
    found.push(`${name} was opened with ${wished.favour} speaking for it; ${wishes.minSentiment} is required`)
  if (wishes.symbols && !wishes.symbols.includes(symbol))
    found.push(`${name}: ${symbol} is not among QT_SYMBOLS`)
  const age = entry.time - wished.stampedAt
  if (age > wishes.signalMaxAgeMs + sendingMs) found.push(`${name} was entered ${age} ms after its signal`)
  // The executor judges the account again between its last price request and the entry.
  if (!sender) return found
  const judgedFrom = Math.max(...of.before.filter(isPrice).map(({ answer }) => answer?.at ?? 0), 0) || sentAt
  return [
    ...found,
    ...withinLimits(testimony, wishes, past, of, judgedFrom),
    ...unbeaten(testimony, wishes, of),
  ]
}

const prices = ['GET ticker/bookTicker', 'GET ticker/price', 'GET premiumIndex']
const isPrice = ({ name }: Asked) => prices.includes(name)

function withinLimits(
  testimony: Nearby,
  wishes: Wishes,
  past: Past,
  of: Case,
  judgedFrom: number,
): readonly string[] {
  const { name, symbol, sentAt, entry } = of
  const found: string[] = []
  if (haltedWhen(wishes, testimony.halts).some(({ from, to }) => from <= judgedFrom && to > sentAt))
    found.push(`${name} was entered at ${face(sentAt)}, while entries were halted`)
  const others = past.known.filter(each => !isSame(each, of))
  const open = others.filter(
    ({ life }) => life.openedAt <= judgedFrom && (life.closedAt ?? Number.POSITIVE_INFINITY) > sentAt,
  )
  if (open.length >= wishes.maxPositions)
    found.push(
      `${name} was entered while open: ${open.map(each => each.symbol).join(', ')}; ${wishes.maxPositions} may be open`,
    )
  if (open.some(each => each.symbol === symbol))
    found.push(`${name} was entered on a symbol with an open position`)
  const cooling = others.find(
    each =>
      each.symbol === symbol &&
      each.life.closedAt !== undefined &&
      each.life.closedAt <= sentAt &&
      sentAt < each.life.closedAt + wishes.cooldownMs &&
      !mayFlip(wishes, each, of, testimony),
  )
  if (cooling) found.push(`${name} was entered at ${face(sentAt)}, within the cooldown of ${cooling.name}`)
  const isKnown = (each: Known) => isSettled(testimony, each, judgedFrom)
  found.push(...locked(testimony, wishes, { of, others, lives: past.lives, isKnown }))
  const most = greatestNet(testimony, wishes, { others, open, of, judgedFrom })
  if (most.lt(wishes.maxDailyLoss.neg()))
    found.push(
      `${name} (${entry.origQty}) could take the day to ${most.toFixed(2)}; it may lose ${wishes.maxDailyLoss}`,
    )
  return found
}

/** A kill switch in the settings holds until an operator first resumes entries. */
const haltedWhen = ({ killSwitch }: Wishes, halts: readonly Span[]): readonly Span[] =>
  killSwitch ? [...halts, { from: 0, to: halts[0]?.to ?? Number.POSITIVE_INFINITY }] : halts

/** Whether the position's result was surely known by then. */
const isSettled = (
  { wasDisturbed }: Nearby,
  { symbol, life: { closedAt = 0 } }: Known,
  by: number,
): boolean => closedAt < by - settlingMs && !wasDisturbed(symbol, closedAt - settlingMs, by)

/** The best day's net that the executor may have assumed, less what the open positions and this one may lose. */
function greatestNet(
  testimony: Nearby,
  wishes: Wishes,
  {
    others,
    open,
    of,
    judgedFrom,
  }: {
    readonly others: readonly Known[]
    readonly open: readonly Known[]
    readonly of: Case
    readonly judgedFrom: number
  },
): Dec {
  const day = (at: number) => new Date(at).toISOString().slice(0, 10)
  const today = day(of.sentAt)
  // A position closed on another day counts nothing on this one, settled or not.
  const closed = others.filter(
    ({ life: { closedAt } }) => closedAt !== undefined && closedAt <= of.sentAt && day(closedAt) === today,
  )
  const nets = closed.map(each => {
    const net = netOn(each, at => day(at) === today)
    return isSettled(testimony, each, judgedFrom) ? net : greater(net, each.worst.neg())
  })
  // Profit banked by an open position may count at once, or only at its close.
  const banked = open.map(each =>
    greater(
      dec(0),
      netOn(each, at => day(at) === today && at <= of.sentAt),
    ),
  )
  const worst = [...open.map(each => each.worst), worstOf(wishes, of)]
  return sum([...nets, ...banked]).minus(sum(worst))
}

const isSame = ({ id, symbol, life }: Known, of: Case): boolean =>
  id === of.id && symbol === of.symbol && life.openedAt === of.life.openedAt

const netOn = ({ movements }: Known, counts: (at: number) => boolean): Dec =>
  sum(movements.filter(({ at }) => counts(at)).map(({ net }) => net))
