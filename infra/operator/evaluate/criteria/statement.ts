import { type Dec, dec, sum } from '#domain/decimal.ts'
import type { Position } from '#domain/position.ts'
import type { AccountIncome } from '#ports/exchange.ts'
import { failsFor, type Judgement, judged, notYet } from '../criterion.ts'
import type { Evidence } from '../evidence.ts'
import type { Terms } from '../terms.ts'

/** Our clock and the exchange's differ by far less, and a symbol rests longer than this between two positions. */
const slackMs = 2_000

/** The exchange's payments match the table's results of the same positions, and none is left over. */
export function statement(evidence: Evidence, terms: Terms): Judgement {
  const { positions, income, from, now } = evidence
  // Abandoned positions were never filled, so they never end.
  const lives = positions.filter(({ state }) => state !== 'abandoned').map(position => lifeOf(position, now))
  const moved = income.filter(({ kind }) => kind !== 'other').map(row => ({ row, life: ownerOf(row, lives) }))
  const judgedLives = lives.filter(({ position, begins }) => begins >= from && isKnown(position))
  const odd = judgedLives.flatMap(life => {
    const { table, exchange } = bothOf(
      life.position,
      moved.flatMap(({ life: owner, row }) => (owner === life ? row : [])),
    )
    return exchange.minus(table).abs().gt(terms.unaccounted)
      ? [{ id: life.position.id, table: table.toFixed(), exchange: exchange.toFixed() }]
      : []
  })
  const nobodys = moved.filter(({ life }) => !life)
  const stray = nobodys.reduce((total: Dec, { row }) => total.plus(dec(row.amount).abs()), dec(0))
  return judged(
    {
      expected: `the exchange’s own history equals the table, to ${terms.unaccounted}`,
      found: [
        `${judgedLives.length - odd.length} of ${judgedLives.length} results equal`,
        ...odd.map(({ id, table, exchange }) => `${id}: ${table} in the table, ${exchange} on the exchange`),
        nobodys.length > 0 &&
          `${stray.toFixed(2)} moved for no position of this deployment (${nobodys.length} rows)`,
      ]
        .filter(Boolean)
        .join('; '),
      facts: { compared: judgedLives.length, odd, stray: stray.toFixed(), strayRows: nobodys.length },
    },
    odd.length > 0 && failsFor('see qt explain of each, and what Binance’s transaction history says'),
    stray.gt(terms.unaccounted) &&
      failsFor('another client trades on this account: give it a sub-account of its own'),
    judgedLives.length === 0 && notYet('let it trade, and ask again'),
  )
}

/**
 * A position's result in the table and on the exchange. Fees paid in another asset (BNB) are in the table at the taker
 * rate, so then fees are left out.
 */
function bothOf({ rules, result }: Position, rows: readonly AccountIncome[]) {
  const own = rows.filter(({ asset }) => asset === rules.marginAsset)
  const isWhole = own.length === rows.length
  const compared = isWhole ? own : own.filter(({ kind }) => kind !== 'fee')
  const { netPnl = '0', grossPnl = '0', funding = '0' } = result ?? {}
  const table = isWhole ? dec(netPnl) : dec(grossPnl).plus(funding)
  return { table, exchange: sum(compared.map(({ amount }) => amount)) }
}

interface Life {
  readonly position: Position
  readonly begins: number
  readonly ends: number
}

const lifeOf = (position: Position, now: number): Life => ({
  position,
  begins: Math.min(position.foundAt ?? position.createdAt, position.openedAt ?? position.createdAt),
  ends: position.closedAt ?? now,
})

/** A result that the operator supplied is not the exchange's figure; an unknown result is no figure yet. */
const isKnown = ({ closedAt, result }: Position) =>
  closedAt !== undefined && result !== undefined && !result.provisional && result.toldBy === undefined

/** Within the position's life, or right beside it. */
function ownerOf({ symbol, at }: AccountIncome, lives: readonly Life[]): Life | undefined {
  const own = lives.filter(({ position }) => position.symbol === symbol)
  return (
    own.find(({ begins, ends }) => at >= begins && at <= ends) ??
    own.find(({ begins, ends }) => at >= begins - slackMs && at <= ends + slackMs)
  )
}
