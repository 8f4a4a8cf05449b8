import { dec, sum } from '#domain/decimal.ts'
import { signed } from '../../terminal/amounts.ts'
import { paint } from '../../terminal/colours.ts'
import { pairs } from '../../terminal/table.ts'
import { moment, span } from '../../terminal/time.ts'
import { accountDifferences, atRisk, coolingDown, netToday } from '../account/account-facts.ts'
import { entryLocks, lockData, lockLines } from '../account/entry-locks.ts'
import { assetsOf, marginAsset, marginAssets } from '../account/margin-asset.ts'
import type { Answer } from '../answer.ts'
import { exitCodes } from '../complaint.ts'
import type { Connection } from '../connect/connection.ts'

/** The account on the exchange (weight 15) beside its state in the table. */
export async function account(connection: Connection): Promise<Answer> {
  const { state, configuration, stack } = connection
  const exchange = await connection.exchange()
  const [balance, modes, shown, stored] = await Promise.all([
    exchange.balance(marginAsset),
    exchange.accountModes(),
    exchange.positions(),
    state.account.read(),
  ])
  const { item } = stored
  const now = stack.clock.now()
  const slots = Object.entries(item.slots)
  const today = netToday(item, now)
  const { open } = shown
  const cooling = coolingDown(item, configuration, now)
  const money = balance
    ? `wallet ${balance.wallet} ${marginAsset}, available ${balance.available} ${marginAsset}`
    : `no ${marginAsset}`
  const differences = accountDifferences(item, {
    ...{ asset: marginAsset, balance: { shown: balance }, modes, positions: shown },
  })
  const assetOf = await marginAssets(connection, [
    ...open.map(each => each.symbol),
    ...Object.values(item.provisional ?? {}).map(each => each.symbol),
  ])
  const of = (symbols: readonly string[]) =>
    assetsOf(symbols, assetOf)
      .map(asset => ` ${asset}`)
      .join(' +')
  const halts = Object.entries(item.halts)
  const unknown = Object.entries(item.provisional ?? {})
  const lines: readonly (readonly [string, string])[] = [
    ['', `${moment(now)}, ${stack.name}`],
    ['on the exchange', money],
    [
      '',
      `${open.length} open, unrealised ${signed(sum(open.map(each => each.unrealizedPnl ?? 0)))}${of(open.map(each => each.symbol))}`,
    ],
    [
      '',
      `${modes.hedgeMode ? 'hedge' : 'one-way'} mode, ${modes.multiAssetsMode ? 'multi-assets' : 'single-asset'} mode, trading ${modes.canTrade ? 'allowed' : 'not allowed'}`,
    ],
    [
      'in the table',
      `venue ${item.venue}, ${slots.length} of ${configuration.maxPositions} slots taken${slots.length ? ` (${slots.map(([symbol]) => symbol).join(', ')})` : ''}`,
    ],
    [
      '',
      `today's net is ${signed(today)} and open positions risk ${atRisk(item).toFixed(2)}, cap ${dec(configuration.maxDailyLoss).toFixed(2)} ${marginAsset}`,
    ],
    ...unknown.map(([id, { symbol, worstLoss }]): [string, string] => [
      '',
      paint.red(
        `result not known yet: ${symbol} (${id}); it counts as a loss of ${worstLoss}${of([symbol])}`,
      ),
    ]),
    [
      '',
      halts.length
        ? paint.red(`entries are halted: ${halts.map(([by, why]) => `${by} (${why})`).join(', ')}`)
        : 'entries are not halted',
    ],
    ...lockLines(connection, item).map((line): [string, string] => ['', line]),
    [
      '',
      cooling.length
        ? `cooling down: ${cooling.map(each => `${each.symbol} for ${span(each.freeAt - now)}`).join(', ')}`
        : 'no symbol is cooling down',
    ],
    ['', item.foreign.length ? `unmanaged: ${item.foreign.join(', ')}` : 'no unmanaged position'],
  ]
  return {
    data: {
      at: now,
      exchange: { balance, modes, open },
      table: { ...item, unmanaged: item.foreign },
      locks: entryLocks(connection, item).map(lockData),
      differences,
    },
    text: columns =>
      [pairs(lines, columns), ...differences.map(difference => paint.red(`! ${difference}`))].join('\n'),
    exitCode: differences.length > 0 ? exitCodes.no : exitCodes.yes,
  }
}
