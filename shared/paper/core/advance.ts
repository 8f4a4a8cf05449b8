import type { PriceStep } from '../ports.ts'
import type { AlgoOrderRecord, SymbolRecord } from '../records.ts'
import type { Venue } from './context.ts'
import { endCountdown } from './countdown.ts'
import { payFunding } from './income.ts'
import { launch } from './launch.ts'
import { liquidate } from './liquidation.ts'
import { endDue, isIgnored } from './order-fault.ts'
import { waitingAlgos } from './order-lists.ts'
import { concerns, isSolvent, quietStateOf, solventAt } from './quiet-step.ts'
import { isIdle, withAlgoOrder } from './record.ts'
import { matchResting } from './resting.ts'
import { follow, isTriggered } from './trigger.ts'
import { pricesOf, reachedAlgos, waitingOf } from './waiting.ts'

export interface Advanced {
  readonly record: SymbolRecord
  /** Whether anything but the cursor moved. */
  readonly changed: boolean
}

/**
 * Applies the market's steps after the record's cursor, in order. At each step funding comes first. Then orders
 * triggered at an earlier step meet the book, resting orders fill, and positions are liquidated. New triggers are
 * noticed last, so a trigger never fills at the step that shows it. Between steps, up to `until`, countdowns run out
 * and orders end by their date or their fault. A step that reaches no waiting order costs only a few comparisons.
 */
export function advance(
  record: SymbolRecord,
  steps: readonly PriceStep[],
  venue: Venue,
  until: number,
): Advanced {
  const stepped = applySteps(record, steps, venue)
  const after = endDue(endCountdown(stepped, until), until)
  const last = steps.at(-1)?.time ?? record.cursor
  return {
    changed: after !== record,
    record: last > record.cursor ? { ...after, cursor: last } : after,
  }
}

function applySteps(record: SymbolRecord, steps: readonly PriceStep[], venue: Venue): SymbolRecord {
  if (isIdle(record)) return record
  let state = record
  let quiet = quietStateOf(state)
  for (const step of steps) {
    if (step.time <= record.cursor) continue
    const prices = pricesOf(step)
    const isConcerned = concerns(quiet, step, prices)
    if (!isConcerned && isSolvent(quiet, prices)) continue
    const next = isConcerned ? applyStep(state, step, venue) : liquidate(state, step, venue)
    if (isIdle(next)) return next
    quiet = next === state ? solventAt(state, quiet, prices.mark) : quietStateOf(next)
    state = next
  }
  return state
}

function applyStep(record: SymbolRecord, step: PriceStep, venue: Venue): SymbolRecord {
  const funded = payFunding(endDue(endCountdown(record, step.time), step.time), step)
  const launched = launchTriggered(funded, step, venue)
  const matched = matchResting(launched, step, venue)
  const solvent = liquidate(matched, step, venue)
  return seeTriggers(solvent, step)
}

function launchTriggered(record: SymbolRecord, step: PriceStep, venue: Venue): SymbolRecord {
  if (!waitingOf(record).hasTriggering) return record
  return record.algoOrders
    .filter(algo => algo.algoStatus === 'TRIGGERING')
    .reduce((state, algo) => {
      const live = waitingAlgos.find(state.algoOrders, { id: algo.algoId }) !== undefined
      return live ? launch(state, algo, { at: step.time, step }, venue) : state
    }, record)
}

function seeTriggers(record: SymbolRecord, step: PriceStep): SymbolRecord {
  return reachedAlgos(record, pricesOf(step))
    .filter(algo => algo.createTime < step.time)
    .reduce((state, algo) => {
      const seen = look(algo, step)
      return seen === algo ? state : withAlgoOrder(state, seen)
    }, record)
}

function look(algo: AlgoOrderRecord, step: PriceStep): AlgoOrderRecord {
  if (!isTriggered(algo, step)) return follow(algo, step)
  if (isIgnored(algo)) return algo.ignoredTime === undefined ? { ...algo, ignoredTime: step.time } : algo
  return { ...algo, algoStatus: 'TRIGGERING', triggerTime: step.time, updateTime: step.time }
}
