import { percent } from '../../terminal/amounts.ts'
import { table } from '../../terminal/table.ts'
import { span } from '../../terminal/time.ts'
import type { Consequences } from './consequences.ts'
import type { SymbolConsequences } from './symbols.ts'

/** The consequences of settings in plain words, with a row per symbol. */
export function inWords(
  found: Consequences,
  symbols: readonly SymbolConsequences[],
  columns: number,
): string {
  const { leverage, stop, takeProfit, emergency, winRateToBreakEven: rate } = found
  const sentences = [
    `At ${leverage}x the stop is ${percent(stop.ofMargin)} of the margin away: ${percent(stop.ofPrice, 4)} of the price.`,
    `The take-profit at ${percent(takeProfit.ofMargin)} is ${percent(takeProfit.ofPrice, 4)} away, the emergency level at -${percent(emergency.ofMargin)} is ${percent(emergency.ofPrice, 4)} away.`,
    `Entry and exit cost ${percent(found.roundTripOfMargin)} of the margin in fees.`,
    `Net of fees a stop costs ${percent(found.netAtStop)}, a take-profit of the whole position brings ${percent(found.netAtTakeProfit)}, an emergency close costs ${percent(found.netAtEmergency)}.`,
    rate === undefined
      ? 'No win rate breaks even between stop and take-profit.'
      : `To break even, ${percent(rate)} of the trades must reach the take-profit before the stop.`,
    `In half of all cases a market without drift touches the stop within ${touches(found)}.`,
  ].join('\n')
  return symbols.length === 0 ? sentences : `${sentences}\n\n${bySymbol(symbols, columns)}`
}

const touches = ({ stopTouched }: Consequences) =>
  stopTouched
    .map(
      ({ yearlyVolatility, medianSeconds }) =>
        `${span(medianSeconds * 1000)} at ${percent(String(yearlyVolatility), 0)}`,
    )
    .join(', ')
    .concat(' yearly volatility')

const bySymbol = (symbols: readonly SymbolConsequences[], columns: number) =>
  table(
    [
      'a long of',
      'in',
      'at',
      'leverage',
      'margin',
      'stop',
      'ticks to it',
      'take-profit',
      'emergency',
      'liquidation',
    ],
    symbols.map(each => [
      each.symbol,
      each.marginAsset,
      each.price,
      `${each.leverage}x`,
      each.margin,
      each.stop,
      each.ticksToStop,
      each.takeProfit,
      each.emergency,
      `${each.liquidation} (${percent(each.liquidationDistance)} away)`,
    ]),
    columns,
  )
