import { createHash } from 'node:crypto'
import { positionLifetimes } from '#paper/audit/ledger.ts'
import { openMarket } from '../../infra/local/market/market.ts'
import { checkLiquidations } from '../paper/liquidation-check.ts'
import { playMarket, tickSizes } from '../paper/play-market.ts'
import type { Budget } from './budget.ts'

/** A recorded market played through open positions, twice. */
export interface DayMeasure {
  readonly steps: number
  readonly requests: number
  readonly trades: number
  readonly positions: number
  readonly liquidations: number
  /** Liquidations at the very step at which the mark reached the limit of the maintenance margin. */
  readonly liquidationsDue: number
  readonly seconds: number
  /** SHA-256 of the books of each run. */
  readonly books: readonly string[]
}

const leverage = 50

/** Positions at a leverage that most of them do not survive: half have stops, half are left to liquidation. */
export async function measureDay(paths: readonly string[]): Promise<DayMeasure> {
  // Every trade of an archive; of candles a step a second.
  const stepMs = paths.every(path => path.includes('aggTrades')) ? 1 : 1000
  const market = openMarket({ klines: paths, stepMs, tickSizes })
  const run = () =>
    playMarket({
      market,
      everyMs: 10 * 60_000,
      leverage,
      notional: 8_000,
      marginType: 'ISOLATED',
      protects: true,
      lookMs: 10_000,
    })
  const before = performance.now()
  const first = await run()
  const seconds = (performance.now() - before) / 1000
  const second = await run()
  const checked = first.ledgers.flatMap(ledger => checkLiquidations(market, ledger, leverage))
  const lives = first.ledgers.flatMap(positionLifetimes)
  return {
    steps: market.symbols.reduce(
      (sum, name) => sum + (market.symbol(name)?.steps(market.from - 1, market.to).length ?? 0),
      0,
    ),
    requests: first.requests,
    trades: first.ledgers.reduce((sum, ledger) => sum + ledger.trades.length, 0),
    positions: lives.length,
    liquidations: lives.filter(life => life.liquidated).length,
    liquidationsDue: checked.filter(({ closedAt, dueAt }) => closedAt === dueAt).length,
    seconds,
    books: [first, second].map(({ ledgers }) =>
      createHash('sha256').update(JSON.stringify(ledgers)).digest('hex'),
    ),
  }
}

export const dayBudgets = ({ books, liquidations, liquidationsDue }: DayMeasure): readonly Budget[] => [
  {
    what: 'books of a recorded market played twice',
    expected: 'byte-equal',
    measured: books[0] === books[1] ? 'byte-equal' : 'different',
    held: books[0] === books[1],
    hard: true,
  },
  {
    what: 'liquidations of a recorded market at the step that the maintenance margin says',
    expected: `all ${liquidations}`,
    measured: String(liquidationsDue),
    held: liquidationsDue === liquidations,
    hard: true,
  },
]
