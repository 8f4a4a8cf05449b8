import { dec } from '#domain/decimal.ts'
import { priceAt } from '#domain/margin.ts'
import { type PositionLifetime, positionLifetimes } from '#paper/audit/ledger.ts'
import type { NakedKind } from '#paper/audit/naked.ts'
import { systemClock } from '#ports/clock.ts'
import type { LocalDynamo } from '../table/local-table.ts'
import type { Budget } from './budget.ts'
import { type Floor, openFloor, startingPrice } from './floor.ts'
import { median, quantile } from './median.ts'

/** How long positions had no market stop, in real time, by the venue's ledger. */
export interface NakedMeasure {
  readonly positions: number
  readonly roundTripMs: number
  /** From fill to first stop: median and worst; ms. */
  readonly entryMs: number
  readonly worstEntryMs: number
  /** Median as a multiple of the injected round trip. */
  readonly entryRoundTrips: number
  readonly ratchets: number
  /** All positions and ratchets together, everything after the first stop; ms. */
  readonly ratchetMs: number
  /** One tick in which every position is ratcheted; ms. */
  readonly ratchetTickMs: number
}

const positions = 4
const latencyMs = 25
const roundTripMs = 2 * latencyMs
const leverage = 30
/** Margin PnL in the first tier of the ladder, and in the second where its lock is worth more than break-even. */
const jumps = ['0.06', '0.19']

/** Opens positions and lets the market jump to one tier after the other, in real time. */
export async function measureNaked(dynamo: LocalDynamo): Promise<NakedMeasure> {
  const floor = await openFloor({ dynamo, clock: systemClock, positions, latencyMs, venueItems: 'memory' })
  for (const symbol of floor.symbols) await floor.open(symbol)
  const tickTimes: number[] = []
  for (const pnl of jumps) {
    await jumpTo(floor, pnl)
    const before = performance.now()
    await floor.inspect(await floor.survey())
    tickTimes.push(performance.now() - before)
  }
  const ratchets = floor.told.of('stop-raised').length
  if (ratchets < positions * jumps.length)
    throw new Error(
      `Expected ${positions * jumps.length} ratchets, got ${ratchets}: there is nothing to judge`,
    )
  const lives = await Promise.all(floor.symbols.map(symbol => onlyLife(floor, symbol)))
  const entries = lives.map(life => nakedMs(life, kind => kind === 'entry'))
  const later = lives.map(life => nakedMs(life, kind => kind !== 'entry'))
  return {
    positions,
    roundTripMs,
    entryMs: median(entries),
    worstEntryMs: quantile(entries, 1),
    entryRoundTrips: median(entries) / roundTripMs,
    ratchets,
    ratchetMs: later.reduce((sum, ms) => sum + ms, 0),
    ratchetTickMs: median(tickTimes),
  }
}

/** Two steps: orders that the first one triggers fill at the second. */
async function jumpTo({ symbols, feed }: Floor, pnl: string): Promise<void> {
  const price = priceAt('long', dec(startingPrice), dec(pnl), leverage).toFixed(1)
  for (const symbol of symbols) {
    for (const ahead of [10, 20]) feed.push(symbol, systemClock.now() + ahead, price)
  }
  await systemClock.sleep(roundTripMs)
}

async function onlyLife({ venue }: Floor, symbol: string): Promise<PositionLifetime> {
  const [life, ...more] = positionLifetimes(await venue.ledger(symbol))
  if (life === undefined || more.length > 0 || life.closedAt !== undefined)
    throw new Error(`Expected one position of ${symbol} that is still open, got ${JSON.stringify(life)}`)
  return life
}

const nakedMs = ({ naked }: PositionLifetime, isMeant: (kind: NakedKind) => boolean): number =>
  naked.filter(({ kind }) => isMeant(kind)).reduce((sum, { from, to }) => sum + to - from, 0)

export const nakedBudgets = (measure: NakedMeasure): readonly Budget[] => [
  {
    what: 'naked at entry, worst of all',
    expected: `at most two round trips, ${2 * measure.roundTripMs} ms`,
    measured: `${measure.worstEntryMs.toFixed(0)} ms`,
    held: measure.worstEntryMs <= 2 * measure.roundTripMs,
    hard: false,
  },
  {
    what: `naked during ${measure.ratchets} ratchets`,
    expected: '0 ms',
    measured: `${measure.ratchetMs.toFixed(0)} ms`,
    held: measure.ratchetMs === 0,
    hard: true,
  },
]
