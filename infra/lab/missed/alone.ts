import type { DecimalString } from '#domain/decimal.ts'
import { positionLifetimes } from '#paper/audit/ledger.ts'
import { lifetimeOf } from '../../local/audit/promises.ts'
import { readRecords } from '../../local/audit/records.ts'
import { tradeBy } from '../../local/audit/run-figures.ts'
import { readLedgers } from '../../local/play/ledgers.ts'
import type { Plan } from '../../local/play/plan.ts'
import { type OpenedLab, openLab } from '../opened.ts'
import type { LabOptions } from '../play-lab.ts'

/** As long before its signal as a recording begins before the first. */
const leadMs = 10_000
/** How often it is asked whether the position is closed. */
const askedEveryMs = 60_000

const silent = { line: () => {}, counted: () => {} }

/** What a signal came to alone: its net result by the venue's books, or why it became no position after all. */
export type Alone = { readonly net: DecimalString } | { readonly refused: string }

type Played = Pick<Plan, 'configuration' | 'market' | 'signals'>

/**
 * Plays the first of these signals on an account of its own, with those after it that may close it, and no longer than
 * its position lasts.
 */
export async function playAlone(plan: Played, options: Pick<LabOptions, 'pace' | 'quota'>): Promise<Alone> {
  const [entry] = plan.signals
  if (!entry) throw new Error('Expected a signal to play, got none.')
  const lab = await openLab(plan, entry.at - leadMs, { ...options, told: silent })
  await lab.run(() => playUntilFlat(lab, plan, entry.at))
  return outcomeOf(lab, plan)
}

async function playUntilFlat(lab: OpenedLab, { market, signals }: Played, entryAt: number): Promise<void> {
  const { time, engine, state } = lab
  async function isFlat(): Promise<boolean> {
    await engine.idle()
    return Object.keys((await state.account.read()).item.slots).length === 0
  }
  /** False where the position is closed before. */
  async function lastsUntil(at: number): Promise<boolean> {
    while (time.now() < at) {
      await lab.until(Math.min(time.now() + askedEveryMs, at), at)
      if (time.now() > entryAt && (await isFlat())) return false
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
): Promise<Alone> {
  const { positions, verdicts } = await readRecords(table.documents, table.table)
  const { paperBalance: balance } = configuration
  const lifetimes = (await readLedgers({ clock: time, market, balance, store })).flatMap(positionLifetimes)
  const [position] = positions
  const life = position && lifetimeOf(position, lifetimes)
  const trade = life && tradeBy(position, life)
  return trade ? { net: trade.net } : { refused: verdicts[0]?.reason ?? 'unknown' }
}
