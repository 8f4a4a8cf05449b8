import type { PriceStep } from '../ports.ts'
import type { PositionRecord, SymbolRecord } from '../records.ts'
import { isFlat } from './positions.ts'
import { comparePrices, type Price } from './price-ladder.ts'
import { concernsOrders, type StepPrices, waitingOf } from './waiting.ts'

/** The steps that a record's market may take without any effect on the record. */
interface QuietState {
  readonly waiting: ReturnType<typeof waitingOf>
  /** When the next order or the countdown ends without a request. */
  readonly endsAt: number
  readonly holdsPosition: boolean
  /** The lowest and the highest mark at which the position was found solvent; undefined before the first. */
  readonly solvent: SolventMarks | undefined
}

interface SolventMarks {
  readonly low: Price
  readonly high: Price
}

/**
 * Positions are never changed in place, and an isolated one depends on nothing else: a mark it survived once is safe.
 */
const withstood = new WeakMap<PositionRecord, SolventMarks>()
const standsAlone = ({ marginType, hedge }: SymbolRecord): boolean =>
  marginType === 'isolated' && hedge === undefined

export function quietStateOf(record: SymbolRecord): QuietState {
  const waiting = waitingOf(record)
  const endsAt = Math.min(waiting.endsAt, record.countdown?.cancelAt ?? Number.POSITIVE_INFINITY)
  const solvent = standsAlone(record) ? withstood.get(record.position) : undefined
  return { waiting, endsAt, holdsPosition: !isFlat(record), solvent }
}

/**
 * Whether the step affects an order or pays funding. If not, the only question left is whether positions survive it.
 */
export function concerns(
  { waiting, endsAt, holdsPosition }: QuietState,
  step: PriceStep,
  prices: StepPrices,
): boolean {
  if (step.time >= endsAt || concernsOrders(waiting, prices)) return true
  return holdsPosition && step.fundingRate !== undefined
}

/**
 * Whether every position certainly survives this mark. The margin above maintenance is a concave function of the mark
 * (brackets only rise), so a position that is solvent at two marks is solvent between them.
 */
export function isSolvent({ holdsPosition, solvent }: QuietState, { mark }: StepPrices): boolean {
  if (!holdsPosition) return true
  if (solvent === undefined) return false
  return comparePrices(mark, solvent.low) >= 0 && comparePrices(mark, solvent.high) <= 0
}

/** A step that changed nothing liquidated nothing: one more mark is known to be solvent. */
export function solventAt(record: SymbolRecord, quiet: QuietState, mark: Price): QuietState {
  const { solvent: known = { low: mark, high: mark } } = quiet
  const low = comparePrices(mark, known.low) < 0 ? mark : known.low
  const high = comparePrices(mark, known.high) > 0 ? mark : known.high
  const solvent = { low, high }
  if (standsAlone(record)) withstood.set(record.position, solvent)
  return { ...quiet, solvent }
}
