import { utcDay } from '#domain/admission.ts'
import { dec } from '#domain/decimal.ts'
import { halts as systemHalts } from '#domain/halts.ts'
import { lookWeight, type SurveyAnswer } from '#domain/messages.ts'
import type { Position } from '#domain/position.ts'
import { sentimentOf } from '#domain/sentiment.ts'
import { timing } from '#domain/timing.ts'
import { unlessAskedToWait } from '#ports/exchange-error.ts'
import type { Account, SignalSeen } from '#ports/state.ts'
import { followQuantities } from './at-risk.ts'
import { hearing } from './heard.ts'
import { completeResults } from './late-results.ts'
import { areLeftOrdersDue, takeLeftOrders } from './left-orders.ts'
import { giveBack, lostSlots } from './lost-records.ts'
import { rowsOf } from './rows.ts'
import type { SurveyContext } from './survey-context.ts'
import { closedLately, sweepClosed, sweepLater } from './sweep.ts'
import { nextMark, tickAt, timestamp } from './ticks.ts'
import { takeUnmanaged } from './unmanaged.ts'
import { dueUpkeep } from './upkeep.ts'

export interface Run {
  /** The execution's id: the owner of the ticks that it claims. */
  readonly execution: string
  readonly startedAt: string
}

/**
 * One look at the account: one request for all positions (weight 5). Returns a row per slot for inspect. Of two
 * overlapping runs, one claims the tick; the other waits for the next. While the exchange asks to wait the watch
 * keeps ticking: it still sends its one look unless the address is banned, and leaves improvements and cleaning for
 * later.
 */
export async function survey(context: SurveyContext, run: Run): Promise<SurveyAnswer> {
  const { clock, state, configuration } = context
  const intervalMs = configuration.checkIntervalSeconds * 1000
  const tick = tickAt(clock.now(), intervalMs)
  const next = nextMark(clock.now(), intervalMs)
  const claimed = await state.watch.claim(tick, run.execution)
  const before = (await state.account.read()).item
  const live = (account: Account) =>
    Object.keys(account.slots).length > 0 || closedLately(account, clock.now(), intervalMs).length > 0
  const inRun = next < Date.parse(run.startedAt) + timing.watch.run
  const answer = { v: 1, next: timestamp(next) } as const
  if (!claimed) return { ...answer, again: inRun && live(before), positions: [] }

  const lookedAt = clock.now()
  const look = { lookedAt, heard: claimed.heard }
  const shown = await unlessAskedToWait(hearing(context, look, context.exchange.positions()))
  if (!shown) {
    await sweepLater(context, closedLately(before, clock.now(), intervalMs))
    report(context, before, { open: Object.keys(before.slots).length, looks: 0 })
    const { rest } = asked(context)
    // A ban may last hours: a later run sees what this one cannot.
    const again = inRun && (live(before) || rest !== 'banned')
    return { ...answer, ...(rest && { rest }), again, tick: timestamp(tick), positions: [] }
  }
  const { account: managed, stored, latest } = await manage(context, before, { shown, lookedAt })
  const positions = rowsOf(context, shown, stored, felt(latest))
  const loose = shown.open.map(({ symbol }) => symbol)
  const leftDue = areLeftOrdersDue(tick, live(managed) || loose.length > 0)
  const sinceLastMs = live(managed) ? intervalMs : 60_000
  // In parallel: each symbol may use the whole time limit, and the task ends soon after it.
  const [account, upkeep] = await Promise.all([
    leftDue ? takeLeftOrders(context, managed, { open: loose, lookedAt }) : managed,
    dueUpkeep(context, managed, positions.length),
    sweepClosed(context, managed, intervalMs),
    completeResults(context, managed, { tick, sinceLastMs }),
    followQuantities(context, managed, stored, shown),
  ])
  report(context, account, { open: positions.length, looks: positions.length })
  const symbols = [...shown.open.map(({ symbol }) => symbol), ...shown.unread]
  const again = inRun && (live(account) || symbols.some(symbol => isLoose(account, symbol)))
  return { ...answer, ...asked(context), again, tick: timestamp(tick), positions: [...positions, ...upkeep] }
}

/** The exchange's request to wait, for the operator who reads the run. */
function asked({ exchange }: SurveyContext): Pick<SurveyAnswer, 'rest'> {
  const rest = exchange.rest()
  return rest ? { rest: rest.kind } : {}
}

/**
 * A position without a slot that is neither taken over nor known as unmanaged: the check failed, and the next tick
 * tries again.
 */
const isLoose = ({ slots, foreign }: Account, symbol: string): boolean =>
  !slots[symbol] && !foreign.includes(symbol)

/**
 * Takes over positions without a slot, and frees slots without a position record: a position still open behind such a
 * slot is then found.
 */
async function manage(context: SurveyContext, before: Account, look: Parameters<typeof takeUnmanaged>[2]) {
  const account = await takeUnmanaged(context, before, look)
  const held = await readHeld(context, account)
  const lost = lostSlots(account.slots, new Set(held.stored.map(({ id }) => id)), context.clock.now())
  if (lost.length === 0) return { account, ...held }
  const found = await takeUnmanaged(context, await giveBack(context, lost), look)
  return { account: found, ...(await readHeld(context, found)) }
}

/** The positions that hold a slot, and the latest signals of their symbols. */
async function readHeld({ state }: SurveyContext, { slots }: Account) {
  const [stored, latest] = await Promise.all([
    state.positions.readAll(Object.values(slots).map(slot => slot.positionId)),
    state.symbols.latestSignals(Object.keys(slots), { soon: true }),
  ])
  return { stored: stored.map(({ item }) => item), latest }
}

/** What the latest signal says about a position, if it came after the position's own. */
const felt =
  (latest: ReadonlyMap<string, SignalSeen>) =>
  ({ symbol, side, signalAt }: Position) => {
    const signal = latest.get(symbol)
    return signal && signal.at > signalAt ? sentimentOf(side, signal.action, signal.sentiment) : undefined
  }

function report(
  { telemetry, exchange, clock, configuration }: SurveyContext,
  { day, halts, provisional = {} }: Account,
  { open, looks }: { readonly open: number; readonly looks: number },
) {
  const today = day.date === utcDay(clock.now())
  if (today && dec(day.net).lte(dec(configuration.maxDailyLoss).negated()))
    telemetry.count('DailyLossReached')
  if (halts[systemHalts.apiKey]) telemetry.count('KeyRefused')
  const unknown = Object.values(provisional)
  const overdue = unknown.filter(({ closedAt }) => clock.now() - closedAt >= timing.provisional.overdue)
  if (unknown.length > 0) telemetry.count('ProvisionalResults', unknown.length)
  if (overdue.length > 0) telemetry.count('OverdueResults', overdue.length)
  telemetry.count('Tick')
  telemetry.count('OpenPositions', open)
  const { weight, usedWeightPerMinute } = exchange.drainUsage()
  telemetry.count('RequestWeight', weight + looks * lookWeight)
  if (usedWeightPerMinute !== undefined) telemetry.count('UsedWeight', usedWeightPerMinute)
}
