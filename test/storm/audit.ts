import { dec } from '#domain/decimal.ts'
import { ownerOf } from '#domain/identity.ts'
import { closingSide, isTighter } from '#domain/side.ts'
import { type PositionLifetime, positionLifetimes, type VenueLedger } from '#paper/audit/ledger.ts'
import type { NakedKind } from '#paper/audit/naked.ts'
import type { AlgoOrderRecord } from '#paper/records.ts'
import { asTold } from '../../infra/local/audit/oracle/as-told.ts'
import { accounted } from './accounted.ts'
import { roomless } from './crowds.ts'
import type { Evidence } from './evidence.ts'
import { type Find, type Findings, face, type NakedMs, nameOf, type Violation } from './findings.ts'
import { flipsCarriedOn } from './flips.ts'
import { closesCarriedOut } from './heard.ts'
import { laterUntouched } from './later-positions.ts'
import { lockedForCause } from './locked-for-cause.ts'
import { looksAt, readable, ticksWhole } from './looks.ts'
import { patient } from './patience.ts'
import { isOurs } from './reasons.ts'
import { refusedAlone } from './refused.ts'
import { soldOnce } from './sold-once.ts'
import { soldThoughHeld } from './sold-though-held.ts'
import { atOnce, testimonyOf } from './testimony.ts'

/** Checks the promises against the venue's books. A fault excuses a breach until the first whole look without one. */
export async function judge(evidence: Evidence): Promise<Findings> {
  const violations: Violation[] = []
  const find: Find = (promise, what) => violations.push({ promise, what })
  const naked: NakedMs[] = []
  for (const ledger of evidence.ledgers) {
    const lives = positionLifetimes(ledger)
    naked.push(...lives.map(nakedMs))
    const foreign = ledger.symbol === 'BTCUSDT' && !evidence.adoptsAll
    if (foreign) untouched(ledger, find)
    else {
      for (const life of lives) {
        const turned = !isOurs(ledger, life)
        if (turned && !evidence.adoptsAll) {
          spared(ledger, life, find)
          continue
        }
        neverNaked(evidence, ledger, life, find)
        clean(evidence, life, find)
        roomless(evidence, ledger, life, find)
        if (life.turned && !turned) find('P4', `${nameOf(life)} began in the trade that ended the one before`)
        neverLooser(evidence, ledger, life, find)
        if (life.closedAt === undefined) find('P6', `${nameOf(life)} is still open at the end`)
      }
      laterUntouched(ledger, lives, evidence.cancellations ?? [], ticksWhole(evidence, ledger.symbol), find)
    }
    once(ledger, find)
  }
  alone(evidence, find)
  patient(evidence, find)
  const { heard = [], notes, ...books } = evidence
  // A function that is asked to wait may not read the rules because of which an exit was rejected: then only whole
  // looks count.
  const changed = (symbol: string) =>
    evidence.faults.some(({ kind, symbol: of }) => kind === 'other rules' && of === symbol)
  const looksFor = (symbol: string) => readable(evidence, symbol, changed(symbol) ? 'whole' : 'clean')
  await closesCarriedOut({ ...books, heard, asked: notes?.asked ?? [] }, looksFor, find)
  await flipsCarriedOn(evidence.ledgers, evidence.state, 0, find)
  await soldOnce(evidence.ledgers, evidence.state, find)
  await soldThoughHeld(evidence.ledgers, evidence.state, find)
  await refusedAlone(evidence, find)
  await accounted(evidence, find)
  await lockedForCause(evidence, find)
  const told = notes && atOnce(await testimonyOf({ ...evidence, notes }))
  if (told) for (const what of asTold(told)) find('P10', what)
  return { violations, naked }
}

const nakedMs = ({ naked }: PositionLifetime): NakedMs => {
  const of = (kind: NakedKind) =>
    naked.filter(span => span.kind === kind).reduce((sum, { from, to }) => sum + to - from, 0)
  return { entry: of('entry'), ratchet: of('ratchet'), fault: of('fault') }
}

/** Two round trips of a request and the filling at the venue's next step. */
const entryMs = 2 * 2 * 90 + 100

/**
 * Whether a stop stood that the exchange shows as live and does not execute: the oracle demands a close by force at
 * the emergency level, and not before.
 */
const hasDeafStop = (
  { algoOrders }: VenueLedger,
  { from, to }: { readonly from: number; readonly to: number },
): boolean =>
  algoOrders.some(
    ({ ignoredTime, endTime }) =>
      ignoredTime !== undefined && ignoredTime < to && (endTime === 0 || endTime > from),
  )

function neverNaked(evidence: Evidence, ledger: VenueLedger, life: PositionLifetime, find: Find): void {
  const looks = looksAt(evidence, life.symbol, 'clean')
  for (const { from, to, kind } of life.naked.filter(span => !hasDeafStop(ledger, span))) {
    if (evidence.faults.length === 0) {
      const allowed = kind === 'entry' ? entryMs : 0
      if (to - from > allowed)
        find(
          'P1',
          `${nameOf(life)} was naked for ${to - from} ms from ${face(from)} without a fault (${kind})`,
        )
      continue
    }
    const passed = looks.find(look => look.from > from && look.to < to)
    if (passed) {
      const look = `the look from ${face(passed.from)} to ${face(passed.to)}`
      find('P1', `${nameOf(life)} was naked from ${face(from)} to ${face(to)} (${kind}), past ${look}`)
    }
  }
}

function clean(evidence: Evidence, life: PositionLifetime, find: Find): void {
  const { intervalMs } = evidence
  const ticks = ticksWhole(evidence, life.symbol)
  for (const { clientId, from, to = Number.POSITIVE_INFINITY } of life.ordersLeft) {
    if (!ownerOf(clientId)) continue
    const passed = ticks.filter(tick => tick.from > from && tick.to < to)
    if (passed.length > 2 && to - from > 2 * intervalMs)
      find(
        'P3',
        `${clientId} of ${nameOf(life)} stood from ${face(from)} to ${to === Number.POSITIVE_INFINITY ? 'the end' : face(to)}, flat since ${face(life.closedAt ?? 0)}`,
      )
  }
}

function once({ orders, symbol }: VenueLedger, find: Find): void {
  const entries = Map.groupBy(
    orders.filter(order => ownerOf(order.clientOrderId)?.purpose === 'entry'),
    order => order.clientOrderId,
  )
  for (const [clientId, sent] of entries)
    if (sent.length > 1) find('P2', `${symbol}: ${sent.length} entry orders ${clientId}`)
}

/** How the exchange itself ends a stop that no client cancelled. */
const lost = ['rejected at its trigger', 'vanishes unasked', 'expires unasked', 'gone without a trace']

/**
 * The later requested of two stops of ours is never the looser. This ignores a stop that took effect long after its
 * answer was lost: it says nothing about the later wish. Nor is the best of the standing stops looser, unless another
 * client took one away, or the exchange lost one and no function has looked since.
 */
function neverLooser(evidence: Evidence, ledger: VenueLedger, life: PositionLifetime, find: Find): void {
  const { deeds, faults } = evidence
  if (deeds.some(({ symbol }) => symbol === life.symbol)) return
  const losses = faults.filter(({ kind, symbol }) => symbol === life.symbol && lost.includes(kind))
  const looks = readable(evidence, life.symbol, 'whole')
  for (const { from, to, trigger, best } of life.loosened.filter(span => !hasDeafStop(ledger, span))) {
    const lostOne = losses.some(({ at }) => at < from)
    if (lostOne && !looks.some(look => look.from > from && look.to < to)) continue
    find(
      'P5',
      `${nameOf(life)} had its stop at ${trigger.toFixed()} from ${face(from)} to ${face(to)}, after ${best.toFixed()}`,
    )
  }
  const stops = ledger.algoOrders
    .filter(({ orderType, side }) => orderType === 'STOP_MARKET' && side === closingSide(life.side))
    .filter(({ createTime }) => createTime >= life.openedAt && createTime <= (life.closedAt ?? ledger.until))
    .map(stop => ({ ...stop, askedAt: askedAt(evidence, stop) }))
    .toSorted((a, b) => a.askedAt - b.askedAt || a.createTime - b.createTime || a.algoId - b.algoId)
  stops.forEach((stop, index) => {
    const before = stops[index - 1]
    if (before && isTighter(life.side, dec(before.triggerPrice), dec(stop.triggerPrice)))
      find(
        'P5',
        `${nameOf(life)}: stop ${stop.clientAlgoId} at ${stop.triggerPrice} after ${before.triggerPrice}`,
      )
  })
}

/** The time of the last request for an accepted conditional order before then. */
const askedAt = ({ notes }: Evidence, { clientAlgoId, createTime }: AlgoOrderRecord): number =>
  notes?.asked.findLast(
    ({ name, params, sentAt }) =>
      name === 'POST algoOrder' && params.clientAlgoId === clientAlgoId && sentAt <= createTime,
  )?.sentAt ?? createTime

/** A position that another client opened or turned on a symbol of ours: its own orders stand as long as it does. */
function spared({ algoOrders }: VenueLedger, life: PositionLifetime, find: Find): void {
  for (const { clientAlgoId, algoStatus, createTime, endTime } of algoOrders) {
    const during = createTime >= life.openedAt && endTime < (life.closedAt ?? Number.POSITIVE_INFINITY)
    if (!ownerOf(clientAlgoId) && algoStatus === 'CANCELED' && during)
      find('P6', `${clientAlgoId} was cancelled at ${face(endTime)}, and belonged to ${nameOf(life)}`)
  }
}

function untouched({ orders, algoOrders }: VenueLedger, find: Find): void {
  const ours = [
    ...orders.map(order => order.clientOrderId),
    ...algoOrders.map(order => order.clientAlgoId),
  ].filter(ownerOf)
  for (const clientId of ours) find('P6', `${clientId} was sent on a symbol that is foreign`)
  for (const { clientAlgoId, algoStatus } of algoOrders)
    if (algoStatus === 'CANCELED') find('P6', `the foreign order ${clientAlgoId} was cancelled`)
}

/** A survey fails only for what is common to all: the account, the table as a whole, its own process. */
function alone({ rounds }: Evidence, find: Find): void {
  for (const { run, from, survey } of rounds) {
    if (survey.ok) continue
    const everybodys = survey.faults.filter(
      ({ symbol, kind }) => symbol === undefined || kind.startsWith('killed'),
    )
    if (everybodys.length > 0) continue
    const why = survey.faults.map(({ key, kind }) => `${key}: ${kind}`).join(', ') || 'nothing'
    find('P7', `the survey of ${run} at ${face(from)} failed for all because of ${why}`)
  }
}
