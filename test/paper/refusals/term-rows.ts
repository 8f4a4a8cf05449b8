import { START } from '../builder.ts'
import { algo, LONG, limit, market, type Row, SYMBOL } from './row.ts'

const GTD = { timeInForce: 'GTD' }
const DATES =
  'The goodTillDate timestamp must be greater than the current time plus 600 seconds and smaller than 253402300799000'
const STOP = { type: 'STOP', quantity: '0.1', reduceOnly: true }

const changed = (more: object): Row['send'] => [
  'PUT',
  '/v1/order',
  { ...SYMBOL, side: 'BUY', origClientOrderId: 'rest', quantity: '0.2', price: '59000', ...more },
]

/** GTD orders, and prices taken from the book. */
export const termRows: readonly Row[] = [
  {
    why: 'a GTD order without a date',
    send: limit(GTD),
    code: -1102,
    msg: "Mandatory parameter 'goodtilldate' was not sent, was empty/null, or malformed.",
  },
  {
    why: 'a GTD order for ten minutes',
    send: limit({ ...GTD, goodTillDate: START + 600_000 }),
    code: -5040,
    msg: DATES,
  },
  {
    why: 'a GTD order for ever',
    send: limit({ ...GTD, goodTillDate: 253_402_300_799_000 }),
    code: -5040,
    msg: DATES,
  },
  {
    why: 'a date for an order that is not GTD',
    send: limit({ goodTillDate: START + 3_600_000 }),
    code: -1106,
    msg: "Parameter 'goodtilldate' sent when not required.",
  },
  {
    why: 'an unknown price match',
    send: limit({ price: '', priceMatch: 'OPPONENT_3' }),
    code: -5037,
    msg: 'Invalid price match',
  },
  {
    why: 'a price beside a price match',
    send: limit({ priceMatch: 'QUEUE' }),
    code: -1106,
    msg: "Parameter 'price' sent when not required.",
  },
  {
    why: 'a market order with a price match',
    send: market({ priceMatch: 'QUEUE' }),
    code: -5038,
    msg: 'Price match only supports order type: LIMIT, STOP AND TAKE_PROFIT',
  },
  {
    why: 'a market stop with a price match',
    before: [LONG],
    send: algo({ ...STOP, type: 'STOP_MARKET', priceMatch: 'QUEUE' }),
    code: -5038,
    msg: 'Price match only supports order type: LIMIT, STOP AND TAKE_PROFIT',
  },
  {
    why: 'a price match where the book is not so deep',
    price: { last: '556.82', mark: '556.82' },
    send: limit({ price: '', priceMatch: 'QUEUE_20' }),
    code: -5041,
    msg: 'No depth matches this BBO order',
  },
  {
    why: 'a change that calls an order reduce-only which is not',
    before: [limit({ newClientOrderId: 'rest' })],
    send: changed({ reduceOnly: true }),
    code: -5047,
    msg: 'The original order is not a reduce-only order',
  },
  {
    why: 'a changed order with a price beside a price match',
    before: [limit({ newClientOrderId: 'rest' })],
    send: changed({ priceMatch: 'QUEUE' }),
    code: -1106,
    msg: "Parameter 'price' sent when not required.",
  },
]
