import type { DecimalString } from '#domain/decimal.ts'
import { positionLifetimes } from '#paper/audit/ledger.ts'
import { lifetimeOf } from '../../local/audit/promises.ts'
import { readRecords } from '../../local/audit/records.ts'
import { tradeBy } from '../../local/audit/run-figures.ts'
import { readLedgers } from '../../local/play/ledgers.ts'
import type { Plan } from '../../local/play/plan.ts'
import { type OpenedLab, openLab } from '../opened.ts'
import type { LabOptions } from '../play-lab.ts'

/** Time before the signal, as at the start of a recording. */
const leadMs = 10_000
/** How often to check whether the position is closed. */
const askedEveryMs = 60_000

const silent = { line: () => {}, counted: () => {} }

/** A signal's result alone: its net result by the venue's books, or why it still became no position. */
export type Alone = { readonly net: DecimalString } | { readonly refused: string }

type Played = Pick<Plan, 'configuration' | 'market' | 'signals'>

/**
 * Plays the first of these signals on an account of its own, with the later ones that may close it, until its
 * position ends: a position that an opposite signal opens then belongs to that signal.
 */
export async function playAlone(
  plan: Played,
  positionId: string,
  options: Pick<LabOptions, 'pace' | 'quota'>,
): Promise<Alone> {
  const [entry] = plan.signals
  if (!entry) throw new Error('Expected a signal to play, got none.')
  const lab = await openLab(plan, entry.at - leadMs, { ...options, told: silent })
  await lab.run(() => playUntilClosed(lab, plan, { entryAt: entry.at, positionId }))
  return outcomeOf(lab, plan, positionId)
}

async function playUntilClosed(
  lab: OpenedLab,
  { market, signals }: Played,
  { entryAt, positionId }: { readonly entryAt: number; readonly positionId: string },
): Promise<void> {
  const { time, engine, state } = lab
  async function isClosed(): Promise<boolean> {
    await engine.idle()
    const { slots } = (await state.account.read()).item
    return Object.values(slots).every(slot => slot.positionId !== positionId)
  }
  /** False if the position closes first. */
  async function lastsUntil(at: number): Promise<boolean> {
    while (time.now() < at) {
      await lab.until(Math.min(time.now() + askedEveryMs, at), at)
      if (time.now() > entryAt && (await isClosed())) return false
    }
    return true
  }
  for (const { body, at } of signals) {
    if (!(await lastsUntil(at))) return
    engine.sendSignal(body)
  }
  if (await lastsUntil(market.to)) await lab.closeAll(() => {})
}

async function outcomeOf(
  { time, table, store }: OpenedLab,
  { configuration, market }: Played,
  positionId: string,
): Promise<Alone> {
  const { positions, verdicts } = await readRecords(table.documents, table.table)
  const { paperBalance: balance } = configuration
  const lifetimes = (await readLedgers({ clock: time, market, balance, store })).flatMap(positionLifetimes)
  const position = positions.find(({ id }) => id === positionId)
  const life = position && lifetimeOf(position, lifetimes)
  const trade = life && tradeBy(position, life)
  return trade ? { net: trade.net } : { refused: verdicts[0]?.reason ?? 'unknown' }
}
