import { excerpt } from '#domain/printable.ts'
import { parseSymbol } from '#domain/symbol.ts'
import { expected, means, type Read, type Reading } from './adapter.ts'
import { type Fields, saidAs, shown, textOf } from './fields.ts'

/** Names of the exchange we trade on, as a prefix or beside the symbol. */
const ourExchange = /^BINANCE(USDM|USDS-?M|FUTURES|_FUTURES|[ _-]?PERP)?$/i

const symbol =
  'a symbol with its quote asset, like ETHUSDT, ETHUSDT.P, BINANCE:ETHUSDT.P, ETH/USDT:USDT or ETH-USDT'

/** Binance's id of a symbol, however it is spelled. Guesses no quote asset, and accepts no other exchange's symbol. */
export function symbolSaid(value: unknown): Reading {
  if (typeof value !== 'string' || value.length > 40) return expected(symbol)
  const text = value.trim().normalize('NFC')
  // In ETH/USDT:USDT the colon follows no exchange: it marks the settlement asset.
  const [, exchange, name = ''] = /^([\w-]{1,20}):([^:]*(?::[^:]*)?)$/.exec(text) ?? [
    undefined,
    undefined,
    text,
  ]
  if (exchange !== undefined && !ourExchange.test(exchange)) return expected(ofOurs(exchange))
  const id = idOf(name.toUpperCase())
  return id === undefined ? expected(symbol) : means(id)
}

/** A symbol whose exchange has its own field must be of our exchange, too. */
export function ofOurExchange(fields: Fields, reads: readonly Read[]): readonly Read[] {
  const [exchange] = saidAs(fields, ['exchange'])
  if (!exchange) return reads
  const name = textOf(exchange.value).trim() || shown(exchange.value)
  return reads.map(read => {
    if (read.field !== 'symbol') return read
    if (ourExchange.test(name)) return { ...read, beside: [...(read.beside ?? []), exchange] }
    return { ...read, said: exchange, reading: expected(ofOurs(excerpt(name, 20))) }
  })
}

const ofOurs = (exchange: string): string =>
  `a symbol of Binance and not of ${exchange}: put the alert on Binance's chart, or send the symbol alone`

/** Marks of a perpetual contract behind its assets. */
const perpetual = /(?:\.P|[ ._-](?:PERP|PERPETUAL|SWAP))$/

function idOf(spelled: string): string | undefined {
  const name = spelled.replace(perpetual, '').replace(/(USDT|USDC)PERP$/, '$1')
  const [, base, quote, settle] = /^([^/_ -]+)[/_ -]([A-Z]{3,6})(?::([A-Z]{3,6}))?$/.exec(name) ?? []
  if (base === undefined) return parseSymbol(name)
  return parseSymbol(`${base}/${quote}${settle === undefined ? '' : `:${settle}`}`)
}
