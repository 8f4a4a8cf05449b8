type Body = Readonly<Record<string, unknown>>

/**
 * A message of any shape, translated to the fields of docs/signals.md, written from that page and not from the
 * product's code. Fields that the page does not name stay as they are.
 */
export function inOurWords(body: Body): Body {
  const said = { ...(body.strategy as object | undefined), ...body }
  const { confidence, probability, prob, conf, score } = said as Body
  const sure = confidence ?? probability ?? prob ?? conf ?? score
  return {
    ...body,
    symbol: symbolIn(said),
    action: actionIn(said),
    source: said.source ?? said.model ?? said.author,
    timestamp: timeIn(said),
    ...(sure !== undefined && { confidence: sure }),
  }
}

/** `BINANCE:ETHUSDT.P`, `ETH/USDT:USDT`, `eth_usdt`, `ETHUSDT_PERP`. */
const symbolIn = ({ symbol, ticker, pair, market, instrument }: Body): string =>
  String(symbol ?? ticker ?? pair ?? market ?? instrument)
    .trim()
    .normalize('NFC')
    .toUpperCase()
    .replace(/^BINANCE:/, '')
    .replace(/:[A-Z]+$/, '')
    .replace(/(\.P|[_-]PERP|[_-]SWAP)$/, '')
    .replace(/[/_ -]/, '')

/** Precedence: a strategy's position, then freqtrade's event, then the words for an action. */
function actionIn(said: Body): string {
  const { market_position, type, event, direction } = said
  const stood = String(market_position)
  if (stood in stands) return stands[stood as keyof typeof stands]
  const done = String(type ?? event).replace(/_fill$/, '')
  if (done === 'exit') return 'CLOSE'
  if (done === 'entry' && direction !== undefined) return wordOf(direction) ?? String(direction)
  const words = [said.action, said.order_action, said.side, said.signal, direction, said.position].map(wordOf)
  if (words.includes('CLOSE')) return 'CLOSE'
  return words.find(word => word !== undefined) ?? String(said.action)
}

const stands = { flat: 'CLOSE', long: 'BUY', short: 'SELL' } as const

function wordOf(word: unknown): string | undefined {
  const plain = String(word)
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_.]/g, '')
  if (/^(buy|(enter|go|open)?long|1)$/.test(plain)) return 'BUY'
  if (/^(sell|(enter|go|open)?short|-1)$/.test(plain)) return 'SELL'
  if (/^(close|exit|flat)/.test(plain)) return 'CLOSE'
  return plain === 'hold' ? 'HOLD' : undefined
}

/** Seconds, milliseconds or ISO 8601, in UTC unless it has an offset; an alert's time before its bar's. */
function timeIn({ timenow, timestamp, time, datetime, date, ts, ...said }: Body): number {
  const when = timenow ?? timestamp ?? time ?? datetime ?? date ?? ts
  const text = String(when ?? (said.type === 'exit' ? said.close_date : said.open_date)).trim()
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) < 1e11 ? Math.round(Number(text) * 1_000) : Number(text)
  return Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text.replace(' ', 'T')}Z`)
}
