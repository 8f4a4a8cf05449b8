import type { LeverageBracket, SymbolRules } from '#domain/rules.ts'
import { parseSymbol } from '#domain/symbol.ts'
import type { Context } from '#ports/context.ts'
import { Complaint, exitCodes } from '../complaint.ts'
import type { Market } from './smallest.ts'

/** Facts that a rehearsal relies on and that do not change within a minute. */
export interface Facts {
  readonly rules: SymbolRules
  readonly brackets: readonly LeverageBracket[]
}

type Reading = Pick<Context, 'exchange' | 'state'>

/** Reads the symbol's facts, and refuses when a rehearsal would disturb, or be disturbed by, anything else. */
export async function readFacts(context: Reading, symbol: string, maxPositions: number): Promise<Facts> {
  await refuseManaged(context, symbol, maxPositions)
  const { exchange } = context
  await refuseModes(exchange)
  const rules = (await exchange.allRules()).find(each => each.symbol === parseSymbol(symbol))
  if (rules?.status !== 'TRADING' || rules.marginAsset !== 'USDT')
    throw new Complaint(
      exitCodes.usage,
      `expected a symbol that trades on the exchange for USDT, got ${symbol}${rules ? ` (${rules.status}, ${rules.marginAsset})` : ''}`,
      'name another one: qt rehearse BTCUSDT --env demo',
    )
  const brackets = await exchange.brackets(symbol)
  // This is asked only to be recorded: the paper venue begins with the same settings.
  await exchange.symbolConfig(symbol)
  return { rules, brackets }
}

/** Present prices and balance; refuses if the symbol has a position or an order, whichever client put it there. */
export async function readMarket({ exchange }: Reading, { rules, brackets }: Facts): Promise<Market> {
  const { symbol, marginAsset } = rules
  const quote = await exchange.quote(symbol)
  const [open, regular, algo, balance] = await Promise.all([
    exchange.position(symbol),
    exchange.openOrders(symbol),
    exchange.openAlgoOrders(symbol),
    exchange.balance(marginAsset),
  ])
  const there = [
    ...(open ? [`${open.side} ${open.quantity}`] : []),
    ...[...regular, ...algo].map(({ clientId }) => `the order ${clientId}`),
  ]
  if (there.length > 0)
    throw new Complaint(
      exitCodes.no,
      `${symbol} is not flat: the exchange shows ${there.join(', ')}`,
      'close and cancel it, or rehearse with another symbol',
    )
  return { rules, brackets, quote, freeBalance: balance?.available ?? '0' }
}

async function refuseManaged({ state }: Reading, symbol: string, maxPositions: number): Promise<void> {
  const { slots, foreign } = (await state.account.read()).item
  const slot = slots[symbol]
  const taken = Object.keys(slots).length
  const why = slot
    ? `${symbol} is managed: position ${slot.positionId} holds its slot`
    : foreign.includes(symbol)
      ? `${symbol} has a position or orders that this deployment does not manage`
      : taken >= maxPositions
        ? `all ${maxPositions} slots are taken, and a rehearsal takes one`
        : undefined
  if (why) throw new Complaint(exitCodes.no, why, 'see qt positions; rehearse with another symbol, or later')
}

async function refuseModes(exchange: Context['exchange']): Promise<void> {
  const { hedgeMode, multiAssetsMode, canTrade } = await exchange.accountModes()
  const wrong = [
    hedgeMode && 'is in hedge mode',
    multiAssetsMode && 'is in multi-assets mode',
    !canTrade && 'may not trade',
  ].filter(Boolean)
  if (wrong.length > 0)
    throw new Complaint(exitCodes.no, `the account ${wrong.join(' and ')}`, 'qt doctor says what to do')
}
