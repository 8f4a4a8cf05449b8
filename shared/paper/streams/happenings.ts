import { positionSideOf, positionsOf } from '../core/positions.ts'
import type { LedgerEntry, SymbolRecord } from '../records.ts'
import type { AccountReason, Happening } from './happening.ts'
import { orderStory } from './order-story.ts'
import { afterIncome, afterMarginChange, afterTrade, unexplained } from './replayed-books.ts'

/**
 * What happened to a symbol between two saves of its record, by time. The happenings come from the additional ledger
 * lines of the later record, in their order, and from its live orders. The lines are replayed on the earlier record,
 * so that every happening carries the position and the sums right after it. `at` is the time of the save, which also
 * dates changes of settings.
 */
export function happeningsOf(before: SymbolRecord, after: SymbolRecord, at: number): readonly Happening[] {
  const told: Happening[] = []
  const lines = newLines(before, after)
  const orders = orderStory(before, after, lines, happening => told.push(happening))
  let books = before

  for (const line of lines)
    switch (line.kind) {
      case 'trade':
        books = afterTrade(books, line.body)
        orders.traded(line.body, {
          time: line.time,
          reason: 'ORDER',
          record: books,
          sides: [positionSideOf(line.body)],
          balanceChange: '0',
        })
        break
      case 'order':
        orders.ended(line.body)
        break
      case 'algoOrder':
        orders.endedAlgo(line.body)
        break
      case 'income': {
        const { incomeType, income } = line.body
        books = afterIncome(books, line.body)
        const sides = incomeType === 'FUNDING_FEE' && books.marginType === 'isolated'
        told.push(change(incomeType, line.time, books, sides ? [positionSideOf(line.body)] : [], income))
        break
      }
      case 'marginChange':
        books = afterMarginChange(books, line.body)
        told.push(change('MARGIN_TRANSFER', line.time, books, [positionSideOf(line.body)]))
        break
      default:
        line satisfies never
    }
  orders.standing()
  const settings = changedSettings(before, after, at)
  const adjusted = unexplained(books, after)
  if (adjusted.length > 0) told.push(change('ADJUSTMENT', at, after, adjusted))
  return [...told, ...settings].sort((a, b) => a.time - b.time)
}

const change = (
  reason: AccountReason,
  time: number,
  record: SymbolRecord,
  sides: readonly ReturnType<typeof positionSideOf>[],
  balanceChange = '0',
): Happening => ({ kind: 'account', time, reason, record, sides, balanceChange })

function changedSettings(before: SymbolRecord, after: SymbolRecord, at: number): readonly Happening[] {
  const changed: Happening[] = []
  if (before.leverage !== after.leverage) changed.push({ kind: 'leverage', time: at, record: after })
  if (before.marginType !== after.marginType) {
    const sides = positionsOf(after).map(({ side }) => side)
    changed.push(change('MARGIN_TYPE_CHANGE', at, after, sides))
  }
  return changed
}

/** Lines are added at the end, and the oldest are archived: lines missing from the earlier record are new. */
function newLines(before: SymbolRecord, after: SymbolRecord): readonly LedgerEntry[] {
  const known = new Set(before.recent.map(nameOf))
  return after.recent.filter(line => !known.has(nameOf(line)))
}

const nameOf = ({ kind, id }: LedgerEntry): string => `${kind} ${id}`
