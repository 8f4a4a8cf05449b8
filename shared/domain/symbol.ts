/** Reads `BTCUSDT`, `BTC/USDT` or `BTC/USDT:USDT` into Binance's id, `BTCUSDT`; undefined for anything else. */
export function parseSymbol(text: string): string | undefined {
  const parts = /^([A-Z0-9]{1,20})(?:\/([A-Z]{3,6})(?::([A-Z]{3,6}))?)?$/.exec(text.trim().toUpperCase())
  if (!parts) return undefined
  const [, base = '', quote = '', settle] = parts
  if (settle !== undefined && settle !== quote) return undefined
  const symbol = base + quote
  return symbol.length >= 5 && symbol.length <= 26 ? symbol : undefined
}
