import type { Exchange } from '#ports/exchange.ts'
import { ExchangeError } from '#ports/exchange-error.ts'
import type { Connection } from '../connect/connection.ts'
import { type Check, checked, failure, ok, warning } from './check.ts'
import { clockSkew } from './clock-skew.ts'
import { positionsChecks } from './positions.ts'
import { rightsChecks, rightsTodo } from './rights.ts'

const weightLimit = 2_400

/** Checks the exchange: reachable from here, its clock, the key, the account's modes, what is open. */
export async function exchangeChecks(connection: Connection): Promise<readonly Check[]> {
  const stored = await checked('signing', keyTodo, async () => {
    await connection.exchange()
    return ok(
      'signing',
      connection.isCarried ? 'in the operator function' : 'here, with the key in the secret',
    )
  })
  if (stored.some(check => check.state === 'failure')) return stored
  const reached = await checked('region', 'run qt where Binance answers', () => region(connection))
  if (reached.some(check => check.state === 'failure')) return [...stored, ...reached]
  const exchange = await connection.exchange()
  const groups = await Promise.all([
    stored,
    reached,
    checked('clock', 'synchronise this machine’s clock by NTP', () => clockSkew(connection.stack, exchange)),
    checked('key accepted', keyTodo, () => key(exchange)),
    checked('key rights', rightsTodo, () =>
      rightsChecks(connection.configuration.venue, exchange, connection.stack.outputs.EgressAddress),
    ),
    positionsChecks(connection, exchange),
    checked('leverage', 'see qt account', () => leverage(connection, exchange)),
  ])
  return [...groups.flat(), weight(connection, exchange)]
}

const keyTodo =
  'store a valid key: aws secretsmanager put-secret-value; futures trading only, no withdrawal right'

async function region(connection: Connection): Promise<Check> {
  const exchange = await connection.exchange()
  const { isCarried } = connection
  try {
    await exchange.serverTime()
    const from = isCarried ? 'the fixed address' : 'here'
    return ok('region', `the ${connection.configuration.venue} venue answers from ${from}`)
  } catch (error) {
    const blocked = error instanceof ExchangeError && error.code === 451
    if (blocked && isCarried)
      return failure(
        'region',
        'Binance refuses the fixed address (HTTP 451)',
        'deploy to another region (-c region=ap-northeast-1)',
      )
    return blocked
      ? failure(
          'region',
          'Binance refuses this machine’s address (HTTP 451); the functions’ answers are under “asked by survey”',
          'run qt where Binance answers, in CloudShell of ap-northeast-1 for instance',
        )
      : failure(
          'region',
          `the exchange does not answer: ${(error as Error).message}`,
          isCarried
            ? 'let these credentials call the function (attach OperatorPolicyArn), look at its log and at Binance’s status page'
            : 'look at the network and at Binance’s status page',
        )
  }
}

async function key(exchange: Exchange): Promise<readonly Check[]> {
  const modes = await exchange.accountModes()
  const right = (check: string, good: boolean, found: string, todo: string) =>
    good ? ok(check, found) : failure(check, found, todo)
  return [
    ok('key accepted', 'by the exchange'),
    right('trading', modes.canTrade, modes.canTrade ? 'allowed' : 'not allowed', 'let the key trade futures'),
    right(
      'position mode',
      !modes.hedgeMode,
      modes.hedgeMode ? 'hedge' : 'one-way',
      'switch the account to one-way mode; nothing may be open, on COIN-M either, which shares it',
    ),
    right(
      'assets mode',
      !modes.multiAssetsMode,
      modes.multiAssetsMode ? 'multi-assets' : 'single-asset',
      'switch the account to single-asset mode',
    ),
  ]
}

/** When no symbol is traded or named, these show the account's leverage, as far as the exchange lists them. */
const usualSymbols = ['BTCUSDT', 'ETHUSDT']

async function usuallyListed(exchange: Exchange): Promise<readonly string[]> {
  const listed = new Set((await exchange.allRules()).map(({ symbol }) => symbol))
  return usualSymbols.filter(symbol => listed.has(symbol))
}

/** The account's margin mode and leverage for the symbols that are traded or named. */
async function leverage({ configuration, state }: Connection, exchange: Exchange): Promise<readonly Check[]> {
  const { slots } = (await state.account.read()).item
  const named = [...new Set([...(configuration.symbols ?? []), ...Object.keys(slots)])].slice(0, 20)
  const symbols = named.length > 0 ? named : await usuallyListed(exchange)
  return Promise.all(
    symbols.map(async symbol => {
      const [config, brackets] = await Promise.all([exchange.symbolConfig(symbol), exchange.brackets(symbol)])
      const cap = Math.max(...brackets.map(bracket => bracket.initialLeverage))
      const text = `${symbol} ${config.marginMode}, ${config.leverage}x now, ${cap}x at most`
      if (config.marginMode !== configuration.marginMode && slots[symbol])
        return warning(
          'margin mode',
          text,
          `QT_MARGIN_MODE is ${configuration.marginMode}; the next entry sets it`,
        )
      return cap < configuration.defaultLeverage
        ? warning('leverage', text, `entries get ${cap}x instead of ${configuration.defaultLeverage}x`)
        : ok('leverage', text)
    }),
  )
}

function weight({ isCarried }: Connection, exchange: Exchange): Check {
  const { usedWeightPerMinute: used } = exchange.drainUsage()
  if (used === undefined) return ok('request weight', 'this venue does not count it')
  const address = isCarried ? 'the fixed address' : 'this address'
  const found = `${used} of ${weightLimit} in this minute, from ${address}`
  return used < weightLimit / 2
    ? ok('request weight', found)
    : warning('request weight', found, 'find out what else uses this address')
}
