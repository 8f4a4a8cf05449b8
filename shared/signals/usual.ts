import { expected, means, type Read, type Reading } from './adapter.ts'
import { numberSaid } from './amounts.ts'
import { type Fields, isNumber, plain, type Said, saidAs, textOf } from './fields.ts'
import { type MessageField, messageFields } from './message.ts'
import { symbolSaid } from './symbols.ts'
import { timeSaid } from './times.ts'
import { type Asked, askedFor, askedTogether } from './words.ts'

/** The plain names of a field; the first that a message has counts. */
export type Names = Readonly<Record<MessageField, readonly string[]>>

export const usualNames: Names = {
  symbol: ['symbol', 'ticker', 'pair', 'market', 'instrument'],
  action: ['action', 'side', 'signal', 'direction', 'position', 'type'],
  confidence: ['confidence', 'probability', 'prob', 'conf', 'score'],
  source: ['source', 'model', 'strategy', 'author'],
  timestamp: ['timestamp', 'timenow', 'time', 'datetime', 'date', 'ts', 'signaltime', 'opentime'],
  id: ['id', 'signalid', 'uuid'],
  leverage: ['leverage', 'lev'],
  stopLossPct: ['stoplosspct', 'slpct'],
  takeProfitPct: ['takeprofitpct', 'tppct'],
  stopPrice: ['stopprice'],
  takeProfits: ['takeprofits'],
  trailPct: ['trailpct'],
  size: ['size'],
  ladder: ['ladder'],
  sentiment: ['sentiment'],
  meta: ['meta'],
}

/** All plain names of times, in any of the shapes. */
export const timeNames: readonly string[] = ['timenow', ...usualNames.timestamp, 'opendate', 'closedate']

const asItIs = (value: unknown): Reading => means(value)

const readings: Readonly<Record<Exclude<MessageField, 'action'>, (value: unknown) => Reading>> = {
  symbol: symbolSaid,
  confidence: numberSaid('confidence'),
  source: asItIs,
  timestamp: timeSaid,
  id: value => means(typeof value === 'number' ? String(value) : value),
  leverage: numberSaid('leverage'),
  stopLossPct: asItIs,
  takeProfitPct: asItIs,
  stopPrice: asItIs,
  takeProfits: asItIs,
  trailPct: asItIs,
  size: asItIs,
  ladder: asItIs,
  sentiment: asItIs,
  meta: asItIs,
}

/** The words that an action may be. */
export const actionExpected = 'BUY, SELL, HOLD or CLOSE, or a word like long, short, exit or flat'

/** Reads every field but the action, by its names. */
export const readUsual = (fields: Fields, names: Names): readonly Read[] =>
  messageFields.flatMap(field => (field === 'action' ? [] : read(fields, field, names[field])))

function read(
  fields: Fields,
  field: Exclude<MessageField, 'action'>,
  names: readonly string[],
): readonly Read[] {
  const all = saidAs(fields, names).filter(({ value }) => isOfField(field, value))
  const [said, ...others] = all
  if (!said) return []
  const reading = readings[field](said.value)
  if (field !== 'symbol') return [{ field, said, reading }]
  const other = others.find(each => isAnotherSymbol(reading, each))
  return [
    {
      field,
      said,
      reading: other ? expected(`the symbol that ${other.name} says`) : reading,
      beside: others,
    },
  ]
}

/**
 * An object called `strategy` is not a source; a size that is a number may be in contracts, lots or anything else; a
 * sentiment in words is not a measure.
 */
function isOfField(field: MessageField, value: unknown): boolean {
  if (field === 'source') return typeof value === 'string'
  if (field === 'sentiment') return isMeasure(value)
  return field !== 'size' || (typeof value === 'object' && value !== null)
}

const isMeasure = (value: unknown): boolean =>
  !Number.isNaN(Number(typeof value === 'object' && value !== null ? textOf(value) : value))

/**
 * Beside a symbol, a market may be `spot` and a ticker the base asset alone; anything else must name the same symbol.
 */
function isAnotherSymbol(reading: Reading, { name, value }: Said): boolean {
  if (!('means' in reading) || typeof value !== 'string') return false
  const text = value.trim().toUpperCase()
  if (marketNames.includes(plain(name)) && kindOfMarket.test(text)) return false
  const other = symbolSaid(value)
  return 'means' in other ? other.means !== reading.means : !String(reading.means).startsWith(text)
}

const marketNames = ['market', 'instrument']
const kindOfMarket = /^(SPOT|FUTURES?|PERP|PERPETUAL|SWAP|LINEAR|USD-?M|CRYPTO|BINANCE\w*)$/

/** What one field asks for as the action. A numeric type may be MetaTrader's, whose 1 sells. */
export const actionSaid = ({ name, value }: Said): Asked | undefined =>
  plain(name) === 'type' && isNumber(value) ? undefined : askedFor(value)

/** The action that all action fields ask for together. */
export function readAction(fields: Fields, names: readonly string[]): readonly Read[] {
  const all = saidAs(fields, names)
  const words = all.flatMap(said => {
    const asked = actionSaid(said)
    return asked === undefined ? [] : [{ said, asked }]
  })
  const [first] = words.length > 0 ? words.map(({ said }) => said) : all
  if (!first) return []
  const beside = words.slice(1).map(({ said }) => said)
  return [{ field: 'action', said: first, reading: together(words), beside }]
}

function together(words: readonly { readonly said: Said; readonly asked: Asked }[]): Reading {
  const action = askedTogether(words.map(({ asked }) => asked))
  if (action !== undefined) return means(action)
  const others = words.slice(1).map(({ said }) => said.name)
  if (others.length > 0)
    return expected(`the same action that ${others.join(' and ')} ask${others.length > 1 ? '' : 's'} for`)
  return expected(words.length > 0 ? `${actionExpected}, and beside it its side` : actionExpected)
}
