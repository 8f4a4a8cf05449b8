import type { AlgoOrderRecord, LedgerEntryOf, SymbolRecord } from '../records.ts'
import type { Happening } from './happening.ts'

/** Tells each state that a conditional order went through. */
interface AlgoStory {
  /** It launched this regular order. */
  triggered(algoId: number, orderId: number, time: number): void
  ended(algo: AlgoOrderRecord): void
  standing(): void
}

export function algoStory(
  before: SymbolRecord,
  after: SymbolRecord,
  ended: readonly LedgerEntryOf<'algoOrder'>[],
  tell: (happening: Happening) => void,
): AlgoStory {
  /** Each order as it was last told. */
  const told = new Map(before.algoOrders.map(algo => [algo.algoId, algo]))
  const finals = new Map(
    [...ended.map(line => line.body), ...after.algoOrders].map(algo => [algo.algoId, algo]),
  )

  const say = (algo: AlgoOrderRecord, time: number): void => {
    told.set(algo.algoId, algo)
    if (!isGone(algo, time)) tell({ kind: 'algo', time, algo })
  }

  const begin = (final: AlgoOrderRecord): AlgoOrderRecord => {
    const known = told.get(final.algoId)
    if (known !== undefined) return known
    const { actualOrderId: _, failReason: __, ...terms } = final
    const accepted: AlgoOrderRecord = {
      ...terms,
      ...{ algoStatus: 'NEW', updateTime: final.createTime, triggerTime: 0, endTime: 0 },
      ...{ actualPrice: '0', actualQty: '0' },
    }
    say(accepted, final.createTime)
    return accepted
  }

  /** Tells the states up to and including its trigger, if that was seen. */
  const upToTrigger = (final: AlgoOrderRecord): void => {
    const known = begin(final)
    if (final.trailing !== undefined && known.trailing?.best === '' && final.trailing.best !== '') {
      // The time at which it began to follow the price is not kept: it lies before the trigger was seen, and before
      // its end.
      const byThen = [after.cursor, final.triggerTime, final.endTime].filter(time => time > 0)
      say({ ...known, trailing: final.trailing }, Math.min(...byThen))
    }
    const { triggerTime } = final
    if (triggerTime === 0 || known.algoStatus !== 'NEW') return
    const current = told.get(final.algoId) ?? known
    say({ ...current, algoStatus: 'TRIGGERING', triggerTime, updateTime: triggerTime }, triggerTime)
  }

  return {
    triggered: (algoId, orderId, time) => {
      const final = finals.get(algoId)
      if (final === undefined) return
      upToTrigger(final)
      const current = told.get(algoId) ?? final
      say({ ...current, algoStatus: 'TRIGGERED', actualOrderId: orderId, updateTime: time }, time)
    },
    ended: algo => {
      upToTrigger(algo)
      say(algo, algo.endTime)
    },
    standing: () => after.algoOrders.forEach(upToTrigger),
  }
}

const isGone = ({ fault }: AlgoOrderRecord, time: number): boolean =>
  fault?.hidden?.to === Number.MAX_SAFE_INTEGER && time >= fault.hidden.from
