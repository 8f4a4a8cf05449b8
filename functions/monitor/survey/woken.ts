import { lookWeight, type PositionRow, type SurveyAnswer } from '#domain/messages.ts'
import type { Position } from '#domain/position.ts'
import { isDanger, type Wake } from '#domain/wake.ts'
import type { Granted } from '#domain/wake-budget.ts'
import { isAskedToWait } from '#ports/exchange-error.ts'
import { claimLooks } from './claim-looks.ts'
import { rowsOf } from './rows.ts'
import type { Run } from './survey.ts'
import type { SurveyContext } from './survey-context.ts'
import { nextMark, timestamp } from './ticks.ts'

/** A run that looks at some positions once, between two ticks. */
export interface WokenRun extends Run {
  readonly wake: Wake
}

/**
 * Hands on the positions of a wake, and nothing else: it claims no tick, and leaves the tick's other work to the
 * tick. Only open positions that hold their slot are looked at; a position that is entering or closing already has a
 * function at work. A single position's account row is read together with its orders; several share one read (weight
 * 5).
 */
export async function surveyWoken(
  context: SurveyContext,
  { execution, wake }: WokenRun,
): Promise<SurveyAnswer> {
  const { clock, state, configuration } = context
  const next = timestamp(nextMark(clock.now(), configuration.checkIntervalSeconds * 1000))
  const [account, stored, before] = await Promise.all([
    state.account.read(),
    state.positions.readAll([...new Set(wake.only)]),
    state.woken.read(),
  ])
  const open = stored
    .map(({ item }) => item)
    .filter(({ id, symbol, state: of }) => of === 'open' && account.item.slots[symbol]?.positionId === id)
  const only = wake.only.filter(id => open.some(position => position.id === id))
  const answer = (positions: readonly PositionRow[]): SurveyAnswer => {
    const rest = context.exchange.rest()
    return { v: 1, next, again: false, ...(rest && { rest: rest.kind }), positions }
  }
  if (only.length === 0 || !mayLook(context, wake)) return answer([])
  const granted = await claimLooks(context, { ...wake, only }, before, execution)
  const positions = await rows(context, open, granted, wake)
  report(context, wake, positions, granted.left)
  return answer(positions)
}

/** While the exchange asks to wait, only a missing stop is sent, which weighs nothing. */
function mayLook({ exchange }: SurveyContext, { cause }: Wake): boolean {
  const rest = exchange.rest()
  return rest ? rest.kind === 'limited' && isDanger(cause) : true
}

/** Positions due at once share a read of the account; a single one, or one due later, reads for itself. */
async function rows(
  context: SurveyContext,
  open: readonly Position[],
  { looks }: Pick<Granted, 'looks'>,
  wake: Wake,
): Promise<readonly PositionRow[]> {
  const now = context.clock.now()
  const granted = looks.flatMap(({ id, at }) => {
    const position = open.find(each => each.id === id)
    return position ? [{ position, at }] : []
  })
  const due = granted.filter(({ at }) => at <= now)
  const shared = due.length > 1 && !context.exchange.rest()
  const alone = granted.filter(({ at }) => !shared || at > now)
  const seen = shared
    ? await shownRows(
        context,
        wake,
        due.map(({ position }) => position),
      )
    : []
  return [...seen, ...alone.map(({ position, at }) => unseenRow(position, at > now ? { at } : {}))]
}

/** If the exchange asks to wait at this very read, each reads for itself, as if the wait had been known before. */
async function shownRows(
  context: SurveyContext,
  wake: Wake,
  due: readonly Position[],
): Promise<readonly PositionRow[]> {
  try {
    const shown = await context.exchange.positions('between-ticks')
    return rowsOf(context, shown, due, ({ sentiment }) => sentiment).map(row => ({ ...row, woken: {} }))
  } catch (error) {
    if (!isAskedToWait(error)) throw error
    return mayLook(context, wake) ? due.map(position => unseenRow(position, {})) : []
  }
}

/** Only the tick knows what the latest signal says: until then nothing changes. */
const unseenRow = ({ id, symbol, sentiment }: Position, woken: PositionRow['woken']): PositionRow => ({
  v: 1,
  id,
  symbol,
  ...(sentiment && { sentiment }),
  ...(woken && { woken }),
})

function report(
  { telemetry, exchange, clock }: SurveyContext,
  { cause, heardAt }: Wake,
  positions: readonly PositionRow[],
  left: readonly string[],
): void {
  const afterMs = clock.now() - heardAt
  const details = { cause, afterMs, positionIds: positions.map(({ id }) => id) }
  if (positions.length > 0) telemetry.info('looks-between-ticks', details)
  if (left.length > 0) telemetry.warn('wake-left-to-tick', { cause, positionIds: left })
  const { weight, usedWeightPerMinute } = exchange.drainUsage()
  telemetry.count('RequestWeight', weight + positions.length * lookWeight)
  if (usedWeightPerMinute !== undefined) telemetry.count('UsedWeight', usedWeightPerMinute)
}
