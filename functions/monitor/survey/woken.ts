import { lookWeight, type PositionRow, type SurveyAnswer } from '#domain/messages.ts'
import type { Position } from '#domain/position.ts'
import { isDanger, type Wake } from '#domain/wake.ts'
import type { Granted } from '#domain/wake-budget.ts'
import { claimLooks } from './claim-looks.ts'
import { rowsOf } from './rows.ts'
import type { Run } from './survey.ts'
import type { SurveyContext } from './survey-context.ts'
import { nextMark, timestamp } from './ticks.ts'

/** A run that is to look at some positions once, between two ticks. */
export interface WokenRun extends Run {
  readonly wake: Wake
}

/**
 * Hands the positions of a wake on, and nothing else: it claims no tick, and what a tick does beside the looks is the
 * tick's. Only what is open and holds its slot is looked at; what enters or closes has a function at it already. One
 * position reads its own part of the account together with its orders; several share one read (weight 5).
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
  const rest = context.exchange.rest()
  const answer = { v: 1, next, again: false, ...(rest && { rest: rest.kind }) } as const
  // While the exchange asks to wait no more goes than a stop that is missing, which weighs nothing.
  const mayLook = rest ? rest.kind === 'limited' && isDanger(wake.cause) : true
  if (only.length === 0 || !mayLook) return { ...answer, positions: [] }
  const granted = await claimLooks(context, { ...wake, only }, before, execution)
  const positions = await rows(context, open, granted, rest !== undefined)
  report(context, wake, positions, granted.left)
  return { ...answer, positions }
}

/** Those that are due at once share a read of the account; each of the others, or a single one, reads for itself. */
async function rows(
  context: SurveyContext,
  open: readonly Position[],
  { looks }: Pick<Granted, 'looks'>,
  isAskedToWait: boolean,
): Promise<readonly PositionRow[]> {
  const now = context.clock.now()
  const granted = looks.flatMap(({ id, at }) => {
    const position = open.find(each => each.id === id)
    return position ? [{ position, at }] : []
  })
  const due = granted.filter(({ at }) => at <= now)
  const shared = due.length > 1 && !isAskedToWait
  const alone = granted.filter(({ at }) => !shared || at > now)
  const seen = shared
    ? await shownRows(
        context,
        due.map(({ position }) => position),
      )
    : []
  return [...seen, ...alone.map(({ position, at }) => unseenRow(position, at > now ? { at } : {}))]
}

async function shownRows(context: SurveyContext, due: readonly Position[]): Promise<readonly PositionRow[]> {
  const shown = await context.exchange.positions('between-ticks')
  return rowsOf(context, shown, due, ({ sentiment }) => sentiment).map(row => ({ ...row, woken: {} }))
}

/** What the latest signal says of it, the tick tells: until then it is what it was. */
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
