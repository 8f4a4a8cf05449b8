import { type Adapter, expected, means, type Read, type Reading } from '../adapter.ts'
import { type Fields, opened, plain, type Said, saidAs } from '../fields.ts'
import { ofOurExchange } from '../symbols.ts'
import { actionExpected, readAction, readUsual, usualNames } from '../usual.ts'
import { readWebhookId } from '../webhook-id.ts'
import { type Asked, askedFor } from '../words.ts'

/** A placeholder's name, by its end and in full: `strategy.market_position`. */
const ofStrategy = (...names: readonly string[]): readonly string[] => [
  ...names,
  ...names.map(name => `strategy${name}`),
]
const positionNames = [...ofStrategy('marketposition'), 'strategypositionsize', 'positionsize']
const formerNames = ofStrategy('prevmarketposition', 'previousmarketposition')
const orderNames = [
  ...ofStrategy('orderaction', 'ordercontracts', 'orderprice', 'orderid', 'ordercomment'),
  'contracts',
]
const actionNames = [...ofStrategy('orderaction'), ...usualNames.action.filter(name => name !== 'type')]

/** Beside the usual names. The alert's own time comes before the bar's. */
const names = {
  ...usualNames,
  symbol: ['ticker', ...usualNames.symbol.filter(name => name !== 'ticker')],
  timestamp: ['timenow', ...usualNames.timestamp.filter(name => name !== 'timenow')],
  // An order has the same id each time the strategy gives it.
  id: [],
}

/** Field names that no other shape has. */
export const ofTradingview = [
  ...positionNames,
  ...formerNames,
  ...ofStrategy('marketpositionsize', 'prevmarketpositionsize'),
  ...orderNames.filter(name => name.startsWith('strategy') || name === 'contracts'),
  'timenow',
]

/** Alerts of strategies and indicators: https://www.tradingview.com/support/solutions/43000531021 lists the placeholders. */
export const tradingview: Adapter = {
  read: message => {
    const fields = opened(opened(message, 'strategy'), 'strategyorder')
    return ofOurExchange(fields, [...readUsual(fields, names), ...readWebhookId(fields), ...actionOf(fields)])
  },
  missing: {
    symbol: '"ticker": "{{ticker}}" in the message of the alert',
    action:
      '"action": "{{strategy.order.action}}" with "market_position": "{{strategy.market_position}}" in the message of a strategy’s alert, or "action": "buy", "sell" or "flat" in that of an indicator’s',
    timestamp: '"timenow": "{{timenow}}" in the message of the alert',
  },
}

/** A strategy's action follows from its position after the order: its exits are buys and sells too. */
function actionOf(fields: Fields): readonly Read[] {
  if (getsOut(fields)) return readAction(fields, actionNames)
  const [position] = saidAs(fields, positionNames)
  const [action] = saidAs(fields, actionNames)
  if (position) return [movedTo(position, action, fields)]
  const [order] = saidAs(fields, [...orderNames, ...formerNames])
  if (!order) return readAction(fields, actionNames)
  return [
    {
      field: 'action',
      said: action ?? order,
      reading: expected(
        `"market_position": "{{strategy.market_position}}" beside it: a strategy’s exit is a buy or a sell too${ofNoStrategy(order)}`,
      ),
    },
  ]
}

/** A message that says itself to exit does so whatever size it names, unless it has a strategy’s position. */
const getsOut = (fields: Fields): boolean =>
  saidAs(fields, ofStrategy('marketposition')).length === 0 &&
  saidAs(fields, actionNames).some(({ value }) => askedFor(value) === 'CLOSE')

/** Others use this name too: for a size to trade. */
const ofNoStrategy = ({ name }: Said): string =>
  ['positionsize', 'contracts'].includes(plain(name))
    ? '; where what sends it is not a strategy of TradingView, say "shape": "generic" for its source in QT_SOURCES'
    : ''

function movedTo(position: Said, action: Said | undefined, fields: Fields): Read {
  const [former] = saidAs(fields, formerNames)
  const beside = [action, former].filter(said => said !== undefined)
  const of = (said: Said, reading: Reading): Read => ({ field: 'action', said, reading, beside })
  const stands = stanceOf(position.value)
  if (stands === undefined)
    return of(position, expected('long, short or flat, which is what {{strategy.market_position}} says'))
  if (stands === 'CLOSE') return of(position, means('CLOSE'))
  const asked = action && askedFor(action.value)
  if (action && asked === undefined) return of(action, expected(actionExpected))
  if (asked !== undefined && asked !== stands)
    return of(position, expected(partOf(stands, asked) + ofNoStrategy(position)))
  const turned = former !== undefined && stanceOf(former.value) !== stands
  return of(
    position,
    asked || turned ? means(stands) : expected(`"action": "{{strategy.order.action}}" beside it`),
  )
}

const partOf = (stands: 'BUY' | 'SELL', asked: Asked): string =>
  `a ${stands.toLowerCase()} with it, not a ${asked}: a part of a position is not sold by signals, the ladder does that`

/** By its word, or by the sign of the position's size. */
function stanceOf(value: unknown): 'BUY' | 'SELL' | 'CLOSE' | undefined {
  if (value === 'long' || value === 'short' || value === 'flat')
    return ({ long: 'BUY', short: 'SELL', flat: 'CLOSE' } as const)[value]
  const size =
    typeof value === 'number' || (typeof value === 'string' && value.trim() !== '')
      ? Number(value)
      : Number.NaN
  if (Number.isNaN(size)) return undefined
  return size === 0 ? 'CLOSE' : size > 0 ? 'BUY' : 'SELL'
}
