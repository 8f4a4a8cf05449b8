import { dec } from '#domain/decimal.ts'
import { ownerOf, positionIdOf } from '#domain/identity.ts'
import type { Position } from '#domain/position.ts'
import { closingSide, isTighter } from '#domain/side.ts'
import type { NakedKind } from '#paper/judge/naked.ts'
import { type PositionLifetime, positionLifetimes, type VenueLedger } from '#paper/ledger.ts'
import type { State } from '#state/port.ts'
import type { Deed } from './outsiders.ts'
import type { Round } from './watch.ts'
import type { Fault } from './weather.ts'

export const promises = {
  P1: 'never naked',
  P2: 'once',
  P3: 'clean',
  P4: 'no flip',
  P5: 'never looser',
  P6: 'nothing forgotten, nothing stolen',
  P7: 'alone',
  P8: 'accounted',
} as const
export type PromiseName = keyof typeof promises

export interface Violation {
  readonly promise: PromiseName
  readonly what: string
}

/** Milliseconds in which a position had neither a live stop nor an exit on its way, by why. */
export type NakedMs = Readonly<Record<NakedKind, number>>

export interface Findings {
  readonly violations: readonly Violation[]
  /** Of every position that was opened. */
  readonly naked: readonly NakedMs[]
}

export interface Evidence {
  readonly ledgers: readonly VenueLedger[]
  /** Only for P8, where what was recorded is held against the venue's books. */
  readonly state: State
  readonly rounds: readonly Round[]
  readonly faults: readonly Fault[]
  readonly deeds: readonly Deed[]
  readonly adoptsAll: boolean
  readonly intervalMs: number
}

type Find = (promise: PromiseName, what: string) => void

/** Holds the promises against the venue's books. A fault excuses until the first whole look without one. */
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
        neverNaked(evidence, life, find)
        clean(evidence, life, find)
        if (life.turned) find('P4', `${nameOf(life)} began in the trade that ended the one before`)
        neverLooser(evidence, ledger, life, find)
        if (life.closedAt === undefined) find('P6', `${nameOf(life)} is still open at the end`)
      }
    }
    once(ledger, find)
  }
  alone(evidence, find)
  await accounted(evidence, find)
  return { violations, naked }
}

const nakedMs = ({ naked }: PositionLifetime): NakedMs => {
  const of = (kind: NakedKind) =>
    naked.filter(span => span.kind === kind).reduce((sum, { from, to }) => sum + to - from, 0)
  return { entry: of('entry'), ratchet: of('ratchet'), fault: of('fault') }
}

const nameOf = ({ symbol, side, openedAt }: PositionLifetime): string =>
  `the ${side} ${symbol} of ${face(openedAt)}`
const face = (at: number): string => new Date(at).toISOString().slice(11, 23)

/** Looks at a symbol that were whole and without a fault, by when they began and ended. */
function cleanLooks({ rounds }: Evidence, symbol: string): readonly { from: number; to: number }[] {
  return rounds
    .filter(({ survey }) => survey.ok && survey.claimed && survey.faults.length === 0)
    .flatMap(({ from, looks }) =>
      looks.filter(look => look.symbol === symbol && look.clean).map(look => ({ from, to: look.to })),
    )
}

/** Two round trips of a request and the filling at the venue's next step. */
const entryMs = 2 * 2 * 90 + 100

function neverNaked(evidence: Evidence, life: PositionLifetime, find: Find): void {
  const looks = cleanLooks(evidence, life.symbol)
  for (const { from, to, kind } of life.naked) {
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

function clean({ rounds, intervalMs }: Evidence, life: PositionLifetime, find: Find): void {
  const ticks = rounds.filter(
    ({ survey, looks }) =>
      survey.ok &&
      survey.claimed &&
      survey.faults.length === 0 &&
      looks.every(look => look.clean || look.symbol !== life.symbol),
  )
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

/** Of two stops of ours, the later is never the looser; nor is the best of those that stand, unless others took one away. */
function neverLooser({ deeds }: Evidence, ledger: VenueLedger, life: PositionLifetime, find: Find): void {
  if (deeds.some(({ symbol }) => symbol === life.symbol)) return
  for (const { from, to, trigger, best } of life.loosened)
    find(
      'P5',
      `${nameOf(life)} had its stop at ${trigger.toFixed()} from ${face(from)} to ${face(to)}, after ${best.toFixed()}`,
    )
  const stops = ledger.algoOrders
    .filter(({ orderType, side }) => orderType === 'STOP_MARKET' && side === closingSide(life.side))
    .filter(({ createTime }) => createTime >= life.openedAt && createTime <= (life.closedAt ?? ledger.until))
    .toSorted((a, b) => a.createTime - b.createTime || a.algoId - b.algoId)
  stops.forEach((stop, index) => {
    const before = stops[index - 1]
    if (before && isTighter(life.side, dec(before.triggerPrice), dec(stop.triggerPrice)))
      find(
        'P5',
        `${nameOf(life)}: stop ${stop.clientAlgoId} at ${stop.triggerPrice} after ${before.triggerPrice}`,
      )
  })
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

/** How long the exchange bans an address, and a little more. */
const bannedMs = 27_000

/** A survey fails only for what is everybody's: the account, a ban, the table as a whole, its own process. */
function alone({ rounds, faults }: Evidence, find: Find): void {
  const bans = faults.filter(({ kind }) => kind === '418')
  for (const { run, from, survey } of rounds) {
    if (survey.ok || bans.some(({ at }) => at <= from + 2_000 && from < at + bannedMs)) continue
    const everybodys = survey.faults.filter(
      ({ symbol, kind }) => symbol === undefined || kind.startsWith('killed'),
    )
    if (everybodys.length > 0) continue
    const why = survey.faults.map(({ key, kind }) => `${key}: ${kind}`).join(', ') || 'nothing'
    find('P7', `the survey of ${run} at ${face(from)} failed for all because of ${why}`)
  }
}

async function accounted({ ledgers, state, faults }: Evidence, find: Find): Promise<void> {
  const account = (await state.account.read()).item
  for (const [symbol, slot] of Object.entries(account.slots))
    find('P8', `${symbol} still has the slot of ${slot.positionId}`)
  let net = dec(0)
  for (const ledger of ledgers) {
    // An order that the exchange shows to nobody any more cannot be named as what closed a position.
    const traceless = faults.some(
      ({ kind, symbol }) => kind === 'gone without a trace' && symbol === ledger.symbol,
    )
    const lives = positionLifetimes(ledger)
    for (const life of lives) {
      const position = await recordOf(state, ledger, life)
      if (!position) {
        if (ledger.symbol !== 'BTCUSDT') find('P8', `${nameOf(life)} has no record`)
        continue
      }
      const verdict = await state.signals.read(position.signalId, life.openedAt)
      if (verdict?.verdict === 'refused')
        find('P8', `${nameOf(life)} was opened by ${position.signalId}, which was refused: ${verdict.reason}`)
      net = net.plus(life.closedAt === undefined ? 0 : life.netPnl)
      if (life.closedAt !== undefined) await hasResult(state, ledger, life, position, { find, traceless })
    }
  }
  if (!net.eq(account.day.net))
    find('P8', `the day's net is ${account.day.net}, the venue says ${net.toFixed()}`)
}

/** The record behind a position: of our entry, or of the position that was adopted. */
async function recordOf(
  state: State,
  ledger: VenueLedger,
  life: PositionLifetime,
): Promise<Position | undefined> {
  const first = ledger.trades.find(trade => trade.time === life.openedAt)
  const order = ledger.orders.find(({ orderId }) => orderId === first?.orderId)
  const owner = order && ownerOf(order.clientOrderId)
  const id = owner?.positionId ?? positionIdOf(`adopted#${life.symbol}#${life.side}#${life.openedAt}`)
  return (await state.positions.read(id))?.item
}

async function hasResult(
  state: State,
  ledger: VenueLedger,
  life: PositionLifetime,
  position: Position,
  { find, traceless }: { readonly find: Find; readonly traceless: boolean },
): Promise<void> {
  const { id, result, closedAt } = position
  const name = `${nameOf(life)} (${id})`
  if (position.state !== 'closed' || !result) {
    find(
      'P8',
      `${name} is ${position.state} in the table, flat on the venue since ${face(life.closedAt ?? 0)}`,
    )
    return
  }
  if (!dec(result.netPnl).eq(life.netPnl.toFixed(8)))
    find('P8', `${name} came to ${result.netPnl}, the venue says ${life.netPnl.toFixed(8)}`)
  if (closedAt !== life.closedAt)
    find('P8', `${name} closed at ${face(closedAt ?? 0)}, the venue says ${face(life.closedAt ?? 0)}`)
  const reason = reasonOf(ledger, life)
  if (reason && !traceless && !reason.includes(result.reason))
    find('P6', `${name} was settled as ${result.reason}, the venue says ${reason.join(' or ')}`)
  const journal = await state.journal.read(id)
  for (const event of ['closed'])
    if (!journal.some(entry => entry.event === event)) find('P8', `${name} has no "${event}" in its journal`)
}

/** What the order behind the last exit says. */
function reasonOf(ledger: VenueLedger, life: PositionLifetime): readonly string[] | undefined {
  const last = ledger.trades.findLast(trade => trade.time === life.closedAt)
  const order = ledger.orders.find(({ orderId }) => orderId === last?.orderId)
  if (!order) return undefined
  const algo = ledger.algoOrders.find(({ algoId }) => algoId === order.algoId)
  const owner = ownerOf(algo?.clientAlgoId ?? order.clientOrderId)
  if (order.clientOrderId.startsWith('autoclose-')) return ['liquidated']
  if (!owner) return ['external']
  if (['primary', 'backup', 'bridge'].includes(owner.purpose)) return ['stop-hit']
  if (['rung', 'bank'].includes(owner.purpose)) return ['take-profit']
  return ['signal', 'emergency', 'stop-crossed', 'unprotectable', 'operator']
}
