import { positionLifetimes } from '#paper/audit/ledger.ts'
import { protectionsOf } from '../../infra/local/audit/oracle/protections.ts'
import type { Evidence } from './evidence.ts'
import { type Find, face } from './findings.ts'

/** The reason of each protection's rejections, by docs/protections.md. */
const methods: Readonly<Record<string, string>> = {
  'stoploss-guard': 'StoplossGuard',
  'max-drawdown': 'MaxDrawdown',
  'low-profit-pairs': 'LowProfitPairs',
  'cooldown-period': 'CooldownPeriod',
}

/** How long a flat position may count as closed before its trades are shown. */
const foundMs = 120_000
/** How much later than the gate the executor may reject. */
const laterMs = 60_000

/**
 * A protection rejects no entry unless closed positions can have caused its lock: as many as it requires, on the
 * locked symbol and side, with a lock that is not over. It may have counted each result as the worst possible.
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
