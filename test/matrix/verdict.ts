import { ownerOf } from '#domain/identity.ts'
import { timing } from '#domain/timing.ts'
import { positionLifetimes } from '#paper/audit/ledger.ts'
import { judge } from '../storm/audit.ts'
import type { Violation } from '../storm/findings.ts'
import { type Cell, nameOf } from './cells.ts'
import { type Played, play } from './play.ts'
import { type Scenario, type ScenarioName, scenarios } from './scenarios.ts'
import { symbol } from './stage.ts'

/** The result of one cell. */
export interface Verdict {
  readonly cell: string
  /** Whether the struck call was made. */
  readonly met: boolean
  readonly violations: readonly Violation[]
  readonly fault: string
  /** The longest time without a stop or an exit after the fault, in milliseconds. */
  readonly nakedMs: number
  /** The part of it after the next tick had begun. */
  readonly lateMs: number
  /**
   * How long an order of a closed position stood after the start of the second tick that followed both close and
   * fault.
   */
  readonly leftMs: number
}

/** All by which a run of a scenario is judged. */
export async function evidenceOf({ stage, window }: Played, name: ScenarioName) {
  const { trouble: wrong, meets }: Scenario = scenarios[name]
  const of = (kind: string) => ({ key: name, kind, at: window.from, symbol })
  const trouble = wrong ? [of(wrong)] : []
  // The exchange's own event excuses nothing by itself: only beside a fault.
  const met = meets && stage.weather.faults.length > 0 ? [of(meets)] : []
  return {
    ledgers: [await stage.ledger()] as const,
    state: stage.state,
    accounts: stage.accounts,
    rounds: stage.watch.rounds,
    faults: [...stage.weather.faults, ...trouble, ...met],
    deeds: [],
    heard: stage.heard,
    settings: stage.settings,
    marginMode: stage.configuration.marginMode,
    bans: stage.bans(),
    impatient: stage.impatient,
    alarmed: stage.alarmed,
    notes: stage,
    adoptsAll: stage.configuration.adopt === 'all',
    intervalMs: stage.configuration.checkIntervalSeconds * 1_000,
  }
}

/** Plays one cell and checks the promises against the venue's ledger. */
export async function verdictOn(cell: Cell, tell?: (line: string) => void): Promise<Verdict> {
  return judgeCell(cell, await play(cell.scenario, cell.variant, { ...cell, ...(tell && { tell }) }))
}

/** Checks the promises against the ledger of a played cell. */
export async function judgeCell(cell: Cell, played: Played): Promise<Verdict> {
  const { stage } = played
  const evidence = await evidenceOf(played, cell.scenario)
  const { violations } = await judge(evidence)
  const { faults } = evidence
  const [ledger] = evidence.ledgers
  const since = Math.max(...faults.map(({ at }) => at))
  const spans = positionLifetimes(ledger).flatMap(life => life.naked)
  const left = positionLifetimes(ledger).flatMap(life =>
    life.ordersLeft
      .filter(({ clientId }) => ownerOf(clientId))
      .map(({ from, to = stage.time.now() }) => to - nextTick(Math.max(from, since)) - tickMs),
  )
  const leftMs = Math.max(0, ...left)
  const lateMs = Math.max(0, ...spans.map(({ from, to }) => to - nextTick(Math.max(from, since))))
  return {
    cell: nameOf(cell),
    fault: cell.strike.fault,
    met: stage.weather.faults.length > 0,
    violations: [
      ...violations.filter(each => !isOfHeld(cell, each)),
      ...overdue(cell, 'P1', 'naked', lateMs),
      ...overdue(cell, 'P3', 'not clean', leftMs),
      ...(await ended(played)),
      ...(await told(played, cell)),
    ],
    nakedMs: Math.max(0, ...spans.map(({ from, to }) => to - Math.max(from, since))),
    lateMs,
    leftMs,
  }
}

const tickMs = 10_000
const nextTick = (at: number): number => Math.ceil(at / tickMs) * tickMs

/** The time that the tasks of one tick may take: survey and inspect. */
const lookMs = 6_000
/** Until its ban is over, a process gets no answer. */
const bannedMs = 25_000
/** The rest of a minute, in which improvements and cleaning wait. */
const minuteMs = 60_000

/** After a fault a position may be unprotected until the next tick, and its orders may stand until the second. */
function overdue(cell: Cell, promise: 'P1' | 'P3', what: string, lateMs: number): readonly Violation[] {
  // A loss as deep as this is closed once bid and ask, which the look reads first, confirm it.
  const confirmMs = cell.scenario === 'emergency' ? timing.request : 0
  return lateMs <= lookMs + confirmMs + waitedMs(cell, promise)
    ? []
    : [{ promise, what: `it was ${what} for ${lateMs} ms after its last tick had begun` }]
}

/**
 * How long the exchange keeps a process from what the promise needs. A stop needs only a look. A position that is
 * unmanaged here is not adopted before the process may ask about it; and a loss so deep that bid and ask should
 * confirm it is closed a look later if the process may not read them.
 */
function waitedMs({ scenario, strike }: Cell, promise: 'P1' | 'P3'): number {
  const { laterMs = 0 }: Scenario = scenarios[scenario]
  if (promise === 'P3' && laterMs > 0) return laterMs
  // The look after the ban is the next tick's; a position that it finds unmanaged gets its protection from the one
  // after.
  if (strike.fault === '418') return bannedMs + (scenario === 'taken over' ? 2 : 1) * tickMs
  const spent = strike.fault === 'weight spent'
  if (!spent && !strike.fault.startsWith('429')) return 0
  const unseen = strike.key.startsWith('survey ') && (spent || scenario === 'taken over')
  if (promise === 'P3' || unseen) return minuteMs
  return scenario === 'emergency' ? tickMs : 0
}

/** A survey that is held up for seconds outlives its task; that is not the fault of one symbol. */
const isOfHeld = ({ held }: Cell, { promise, what }: Violation): boolean =>
  promise === 'P7' && held !== undefined && what.includes(`of ${runOf(held.what)} at`)
const runOf = (what: string): string => what.replace(/^survey /, '').replace(/\.\d+ .*$/, '')

async function ended({ stage, ended: over }: Played): Promise<readonly Violation[]> {
  const dead = stage.dead().map(body => ({ promise: 'P8', what: `dead letter ${body}` }) as const)
  return over ? dead : [...dead, { promise: 'P8', what: 'it is not over two ticks after the close' }]
}

/**
 * Every order of a position is in its journal. A killed process loses what it had not written, and no protection and
 * no close waits for a journal that cannot be written.
 */
async function told({ stage }: Played, { strike, call }: Cell): Promise<readonly Violation[]> {
  if (strike.fault.startsWith('killed')) return []
  if (call.startsWith('Put POSITION#') && strike.fault !== 'answer lost once') return []
  const { orders, algoOrders } = await stage.ledger()
  const sent = [...orders.map(order => order.clientOrderId), ...algoOrders.map(order => order.clientAlgoId)]
  const ours = new Set(sent.filter(clientId => !stage.byHands.has(clientId)))
  const missing: Violation[] = []
  for (const [positionId, clientIds] of Map.groupBy(ours, clientId => ownerOf(clientId)?.positionId)) {
    if (positionId === undefined) continue
    const journal = JSON.stringify(await stage.state.journal.read(positionId))
    for (const clientId of clientIds)
      if (!journal.includes(clientId))
        missing.push({ promise: 'P8', what: `${clientId} is in no line of its journal` })
  }
  return missing
}
