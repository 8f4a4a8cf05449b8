import { dec } from '#domain/decimal.ts'
import { fundingUntil } from '#domain/funding.ts'
import type { Position } from '#domain/position.ts'
import { timing } from '#domain/timing.ts'
import type { HeldPosition } from '#ports/context.ts'
import { ExchangeError, isAskedToWait, isUnknownSymbol } from '#ports/exchange-error.ts'
import type { Account, Unsettled } from '#ports/state.ts'
import { type AccountEnd, accountIncomeOf, resultOfIncome } from '#position/account-result.ts'
import { holding, PositionBusy } from '#position/lease.ts'
import { findEnd, resultOf, withResult } from '#position/result.ts'
import { settleKnown } from '#position/settle.ts'
import { tellBroken } from '#position/sound.ts'
import { inTime } from './in-time.ts'
import type { SurveyContext } from './survey-context.ts'

const { lease: leaseMs } = timing.functions.survey
const { eachTick, eachMinute } = timing.provisional
const minute = 60_000
const hour = 60 * minute

/** This tick, and how long ago the previous one may have been. */
interface Asking {
  readonly tick: number
  readonly sinceLastMs: number
}

/**
 * Asks again for the results of closed positions whose history was incomplete (weight 5 to 35 per week of a
 * position's life). A complete result is added to its day; a result still incomplete after a day counts as unknown,
 * and waits for the operator.
 */
export async function completeResults(
  context: SurveyContext,
  account: Account,
  asking: Asking,
): Promise<void> {
  const waiting = Object.entries(account.provisional ?? {}).filter(([, result]) => isDue(result, asking))
  await Promise.all(
    waiting.map(([id, { symbol }]) =>
      inTime(context, { name: 'result', symbol, otherwise: undefined }, () => completeResult(context, id)),
    ),
  )
}

/** At each tick in the first minute after the close, then at the first tick of each minute, then of each hour. */
function isDue({ closedAt }: Unsettled, { tick, sinceLastMs }: Asking): boolean {
  const age = tick - closedAt
  if (age < eachTick) return true
  const every = age < eachMinute ? minute : hour
  return Math.floor(tick / every) > Math.floor((tick - sinceLastMs) / every)
}

async function completeResult(context: SurveyContext, id: string): Promise<void> {
  const stored = await context.state.positions.read(id)
  // A position found open after its close is settled again when it is closed again.
  if (stored?.item.state !== 'closed') return
  const { result } = stored.item
  if (result?.provisional?.lacks === 'history') return
  // The result is known but missing from its day: the function that wrote it died.
  if (!result?.provisional) return settleKnown(context, stored.item, context.clock.now())
  if (isTooEarly(stored.item, context.clock.now())) return
  try {
    await holding(context, { id, holder: context.holder, leaseMs }, async held => {
      try {
        await askAgain(context, held)
      } catch (error) {
        // A result that cannot be read for a day is as unknown as one that is not shown.
        if (error instanceof ExchangeError && !isAskedToWait(error)) await giveUp(context, held)
        throw error
      }
    })
  } catch (error) {
    if (!(error instanceof PositionBusy)) throw error
  }
}

/** Whether it is too early for the funding to be complete. */
const isTooEarly = ({ result, closedAt = 0 }: Position, now: number): boolean =>
  result?.provisional?.lacks === 'income' && result.reason !== 'liquidated' && now < fundingUntil(closedAt)

async function askAgain(context: SurveyContext, held: HeldPosition): Promise<void> {
  const { position } = held
  if (position.state !== 'closed' || !position.result?.provisional) return
  const end = await findEnd(context, position).catch(error => {
    if (isUnknownSymbol(error)) return undefined
    throw error
  })
  if (!end) return askAccount(context, held)
  tellBroken(context, held, 'result', end.moved.broken ?? [])
  const result = resultOf(position, end)
  if (result.provisional) return giveUp(context, held)
  held.decided('reason-found', end.decided)
  const { openedAt, closedAt } = end.moved
  await recordKnown(context, held, { result, openedAt, closedAt })
}

async function recordKnown(context: SurveyContext, held: HeldPosition, ended: AccountEnd): Promise<void> {
  const { result } = ended
  held.note('result-known', { ...result })
  await held.flush()
  await held.write(withResult(held.position, ended))
  await settleKnown(context, held.position, context.clock.now())
  context.telemetry.count('NetPnl', Number(result.netPnl))
}

/** For this long after a close began, what the account shows of the symbol surely belongs to the position. */
const closingMs = 60_000

/**
 * The symbol is gone, and its trades with it: the account's income shows the result, unless a later position took
 * part in it.
 */
async function askAccount(context: SurveyContext, held: HeldPosition): Promise<void> {
  const { position } = held
  const moved = await accountIncomeOf(context, position)
  const until = (position.closing?.at ?? position.closedAt ?? 0) + closingMs
  const counting = { counted: dec(0), now: context.clock.now() }
  const ended = moved.some(({ at }) => at > until) ? undefined : resultOfIncome(position, moved, counting)
  return ended ? recordKnown(context, held, ended) : giveUp(context, held)
}

/** After a day an operator has to set the result. */
async function giveUp({ clock }: SurveyContext, held: HeldPosition): Promise<void> {
  const { position } = held
  const { result, closedAt = 0 } = position
  const provisional = result?.provisional
  if (!provisional || clock.now() - closedAt < timing.history.most) return
  held.note('result-not-known', { lacked: provisional.lacks })
  await held.flush()
  await held.write({ ...position, result: { ...result, provisional: { ...provisional, lacks: 'history' } } })
}
