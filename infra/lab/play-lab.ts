import type { Pace } from '#domain/latency.ts'
import type { VenueLedger } from '#paper/audit/ledger.ts'
import type { PutAside } from '../local/aside.ts'
import { askedBook } from '../local/audit/asked-book.ts'
import { type Replayed, replayDecisions } from '../local/audit/decisions.ts'
import { createObserver, type LogLine } from '../local/audit/observed.ts'
import type { Records } from '../local/audit/records.ts'
import { reportOf } from '../local/audit/report.ts'
import { markAt } from '../local/market/market.ts'
import { createMemoryStore } from '../local/market/memory-store.ts'
import { type Books, eachLedger } from '../local/play/ledgers.ts'
import type { Plan } from '../local/play/plan.ts'
import { fileAside } from './file-aside.ts'
import { memoryTable } from './memory-table.ts'
import { openLab } from './opened.ts'
import { pastItems } from './past-items.ts'
import { recordsIn } from './past-records.ts'

export interface LabOptions {
  /** How long AWS and the exchange take. */
  readonly pace: Pace
  /** The account's limit of concurrent function calls. */
  readonly quota: number
  /** Makes every look, even those that provably change nothing. */
  readonly everyLook?: boolean
  /** Called with each line that a function writes. */
  readonly onLine?: (line: LogLine) => void
  readonly note?: (text: string) => void
  /** Called now and then with the market's progress. */
  readonly onTime?: (marketTime: number) => void
}

/** A run's report, the evidence against its promises, and its replayed decisions. */
export type PlayedInLab = ReturnType<typeof reportOf> & {
  readonly records: Records
  readonly ledgers: Iterable<VenueLedger>
  readonly decisions: Replayed
  /** How many ticks of the watch had looks, and how many were proven quiet. */
  readonly made: { readonly real: number; readonly quiet: number }
  /** Releases the file with journals and ledgers, which then cannot be read any more. */
  forget(): void
}

const toldEveryMs = 600_000

/** Plays a market and its signals through the use cases, from the first signal to the last close. */
export async function playInLab(plan: Plan, options: LabOptions): Promise<PlayedInLab> {
  const { configuration, market, startAt, signals, environment } = plan
  const { note = () => {}, onLine = () => {}, onTime = () => {} } = options
  const past = fileAside()
  const observer = createObserver()
  const asked = askedBook(past.put)
  const { time, table, store, engine, ...lab } = await openLab(plan, startAt, {
    ...options,
    ...{ tableAt: () => memoryTable(pastItems(past.put)), store: createMemoryStore(past.put) },
    told: { line: onLine, counted: observer.noteCount },
    onAsked: asked.note,
    onAnswer: observer.noteAnswer,
  })

  let notTaken = 0
  const tellTime = () => {
    onTime(time.now())
    time.at(time.now() + toldEveryMs, tellTime)
  }
  tellTime()
  await lab.run(async () => {
    for (const { body, at } of signals) {
      await lab.until(at)
      if (engine.sendSignal(body)) continue
      notTaken += 1
      note(`A message of ${Buffer.byteLength(body)} bytes was rejected by the signal queue.`)
    }
    await lab.until(market.to)
    await lab.closeAll(note)
  })

  const { paperBalance: balance } = configuration
  const ledgers = await ledgersAside(past.put, { clock: time, market, balance, store })
  const records = recordsIn(table.items)
  const intervalMs = configuration.checkIntervalSeconds * 1000
  const notes = { environment, asked, rules: market.rules, endsAt: market.to }
  const run = {
    startsAt: startAt,
    balance,
    markAt: (symbol: string, at: number) => markAt(market, symbol, at),
    received: signals.length,
    notTaken,
    records,
    ledgers,
    observed: observer,
    intervalMs,
    notes,
  }
  return {
    ...reportOf(run),
    ...{ records, ledgers, decisions: replayDecisions(records), made: engine.looks() },
    forget: past.close,
  }
}

/** The venue's books, read one symbol after the other at each iteration. */
async function ledgersAside(put: PutAside, of: Books): Promise<Iterable<VenueLedger>> {
  const read: (() => VenueLedger)[] = []
  for await (const ledger of eachLedger(of)) read.push(put(ledger))
  return {
    *[Symbol.iterator]() {
      for (const ledger of read) yield ledger()
    },
  }
}
