import type { DecimalString } from '#domain/decimal.ts'
import { positionLifetimes } from '#paper/audit/ledger.ts'
import { createState } from '#table/state.ts'
import { lifetimeOf } from '../../local/audit/promises.ts'
import { readRecords } from '../../local/audit/records.ts'
import { tradeBy } from '../../local/audit/run-figures.ts'
import { createMemoryStore } from '../../local/market/memory-store.ts'
import { closeAtTheEnd } from '../../local/play/end-of-data.ts'
import { readLedgers } from '../../local/play/ledgers.ts'
import type { Plan } from '../../local/play/plan.ts'
import { startEngine } from '../engine.ts'
import { memoryTable } from '../memory-table.ts'
import type { LabOptions } from '../play-lab.ts'
import { scheduler } from '../scheduler.ts'

/** As long before its signal as a recording begins before the first. */
const leadMs = 10_000
/** How often it is asked whether the position is closed. */
const askedEveryMs = 60_000

/** What a signal came to alone: its net result by the venue's books, or why it became no position after all. */
export type Alone = { readonly net: DecimalString } | { readonly refused: string }

/**
 * Plays the first of these signals on an account of its own, with those after it that may close it, and no longer than
 * its position lasts.
 */
export async function playAlone(
  { configuration, market, signals }: Pick<Plan, 'configuration' | 'market' | 'signals'>,
  options: Pick<LabOptions, 'pace' | 'quota'>,
): Promise<Alone> {
  const [entry] = signals
  if (!entry) throw new Error('Expected a signal to play, got none.')
  const time = scheduler(entry.at - leadMs, 'together')
  const table = memoryTable()
  const store = createMemoryStore()
  let nextSignalAt = entry.at
  const engine = await startEngine({
    ...{ ...options, everyLook: false, time, configuration, table, store, market },
    nextSignalAt: () => nextSignalAt,
    told: { line: () => {}, counted: () => {} },
    onAsked: () => {},
    onAnswer: () => {},
  })
  const state = createState({ ...table, clock: time })

  async function isFlat(): Promise<boolean> {
    await engine.idle()
    return Object.keys((await state.account.read()).item.slots).length === 0
  }
  /** False where the position is closed before. */
  async function lastsUntil(at: number): Promise<boolean> {
    nextSignalAt = at
    while (time.now() < at) {
      await time.sleep(Math.min(askedEveryMs, at - time.now()))
      if (time.now() > entryAt && (await isFlat())) return false
    }
    return true
  }
  const entryAt = entry.at
  async function play(): Promise<void> {
    await state.account.open(configuration.venue, configuration.killSwitch)
    for (const { body, at } of signals) {
      if (!(await lastsUntil(at))) return
      engine.sendSignal(body)
    }
    if (await lastsUntil(market.to)) await closeAtTheEnd({ ...engine, clock: time }, state, () => {})
  }
  let over = false
  const played = play().finally(() => {
    over = true
  })
  await time.run(Number.POSITIVE_INFINITY, () => over)
  await played

  const { positions, verdicts } = await readRecords(table.documents, table.table)
  const { paperBalance: balance } = configuration
  const lifetimes = (await readLedgers({ clock: time, market, balance, store })).flatMap(positionLifetimes)
  const [position] = positions
  const life = position && lifetimeOf(position, lifetimes)
  const trade = life && tradeBy(position, life)
  return trade ? { net: trade.net } : { refused: verdicts[0]?.reason ?? 'unknown' }
}
