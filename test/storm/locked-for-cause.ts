import { positionLifetimes } from '#paper/audit/ledger.ts'
import { protectionsOf } from '../../infra/local/audit/oracle/protections.ts'
import type { Evidence } from './evidence.ts'
import { type Find, face } from './findings.ts'

/** What an entry is refused as, by docs/protections.md. */
const methods: Readonly<Record<string, string>> = {
  'stoploss-guard': 'StoplossGuard',
  'max-drawdown': 'MaxDrawdown',
  'low-profit-pairs': 'LowProfitPairs',
  'cooldown-period': 'CooldownPeriod',
}

/** A position whose trades are not shown yet is taken for closed when it was found flat. */
const foundMs = 120_000
/** The executor may refuse so long after the gate judged. */
const laterMs = 60_000

/**
 * No entry is refused by a protection unless closed positions can have locked it: as many as it asks for, on the
 * symbol and the side that it locks, with a lock that is not over. Whatever they made, it may have counted as the worst.
 */
export async function lockedForCause({ ledgers, state, notes }: Evidence, find: Find): Promise<void> {
  const protections = protectionsOf(notes?.environment.QT_PROTECTIONS)
  if (protections.length === 0) return
  const lives = ledgers.flatMap(positionLifetimes)
  for (const { id, cameAt } of notes?.signals ?? []) {
    const verdict = await state.signals.read(id, cameAt)
    const method = methods[verdict?.reason ?? '']
    if (!verdict || !method) continue
    const side = verdict.action === 'BUY' ? 'long' : 'short'
    const before = lives.flatMap(({ closedAt, ...life }) =>
      closedAt !== undefined && closedAt <= verdict.at + laterMs ? [{ ...life, closedAt }] : [],
    )
    const isCause = protections
      .filter(wanted => wanted.method === method)
      .some(wanted => {
        const counting = before
          .filter(({ symbol }) => !wanted.perPair || symbol === verdict.symbol)
          // The limit of LowProfitPairs counts both sides.
          .filter(life => !wanted.perSide || method === 'LowProfitPairs' || life.side === side)
        return counting.some(closing => {
          const from = closing.closedAt - wanted.lookback - foundMs
          const past = counting.filter(
            ({ closedAt }) => closedAt > from && closedAt <= closing.closedAt + foundMs,
          )
          const isOver = wanted.endOf(closing.closedAt) + foundMs <= verdict.at
          return !isOver && past.length >= (method === 'CooldownPeriod' ? 1 : wanted.limit)
        })
      })
    if (!isCause)
      find(
        'P10',
        `${id} was refused at ${face(verdict.at)} as ${verdict.reason}, and no trade can have locked it`,
      )
  }
}
