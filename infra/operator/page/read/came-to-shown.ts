import { dec, sum } from '#domain/decimal.ts'
import { figuresOf } from '#figures/figures.ts'
import type { EquityPoint } from '#figures/period.ts'
import { drawnEquity } from '../../../local/audit/pictures/drawn-equity.ts'
import type { Remark } from '../../../pictures/pictured.ts'
import { marginAsset } from '../../account/margin-asset.ts'
import type { AskPaper } from '../../connect/beside.ts'
import type { Connection } from '../../connect/connection.ts'
import type { Asked } from '../../report/period.ts'
import { type Results, readResults } from '../../report/results.ts'
import type { CameTo, PicturedPeriod } from '../shown/came-to.ts'
import { signalShown } from './signals-shown.ts'

/** A period's results here; for live also the same period's on paper. Reads the whole table. */
export async function cameTo(
  connection: Connection,
  asked: Asked,
  askPaper: AskPaper | undefined,
): Promise<CameTo> {
  const [here, paper] = await Promise.all([
    readResults(connection, asked),
    askPaper?.(async other =>
      picturedPeriod(other.stack.name, await readResults(other, { ...asked, ...onPaper(other) })),
    ),
  ])
  return {
    here: picturedPeriod(connection.stack.name, here),
    ...(paper && { paper }),
    unknown: here.unknown.map(({ id, symbol, why }) => ({ id, symbol, why })),
  }
}

/** Only the paper venue tells its own starting balance; live's is not the same. */
const onPaper = ({ configuration }: Connection): Pick<Asked, 'balance'> => ({
  balance: configuration.paperBalance,
})

export function picturedPeriod(
  title: string,
  { trades, period, verdicts }: Pick<Results, 'trades' | 'period' | 'verdicts'>,
): PicturedPeriod {
  const { from, to, startingBalance } = period
  const listed = trades.map(({ asset: _, ...trade }) => trade)
  // A scan of the table gives them in no order.
  const refused = verdicts
    .filter(each => each.verdict === 'refused' && each.at >= from && each.at < to)
    .toSorted((a, b) => a.at - b.at)
  return {
    title,
    asset: trades.find(({ asset }) => asset !== undefined)?.asset ?? marginAsset,
    figures: figuresOf(period),
    remarks: startingBalance === undefined ? [unknownBalance] : [],
    equity: drawnEquity({
      ...{ trades: listed, from, to, balance: startingBalance ?? '0' },
      curve: startingBalance === undefined ? [] : curveOf(startingBalance, listed),
    }),
    trades: listed,
    refused: refused.map(signalShown).map(({ at, reason = 'unknown', detail, source, symbol, action }) => ({
      ...{ at, reason },
      ...(detail !== undefined && { detail }),
      ...(source !== undefined && { source }),
      ...(symbol !== undefined && { symbol }),
      ...(action !== undefined && { action }),
    })),
  }
}

const unknownBalance: Remark = {
  name: 'Balance',
  text: 'What the account began with is not known here: the curve is of closed trades alone, from 0 on.',
}

/** Equity after each close; nothing is kept of past prices of what was open. */
function curveOf(
  balance: string,
  trades: readonly { readonly closedAt: number; readonly net: string }[],
): readonly EquityPoint[] {
  let worth = dec(balance)
  return trades.map(({ closedAt: at, net }) => {
    worth = sum([worth, net])
    return { at, equity: worth.toFixed() }
  })
}
