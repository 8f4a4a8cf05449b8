/**
 * Reads `BTCUSDT`, `BTC/USDT` or `BTC/USDT:USDT` into Binance's id, `BTCUSDT`; undefined for anything else. A base
 * asset may be written in any script, as that of 币安人生USDT is.
 */
export function parseSymbol(text: string): string | undefined {
  const parts = /^([\p{L}\p{N}]{1,20})(?:\/([A-Z]{3,6})(?::([A-Z]{3,6}))?)?$/u.exec(
    text.trim().normalize('NFC').toUpperCase(),
  )
  if (!parts) return undefined
  const [, base = '', quote = '', settle] = parts
  if (settle !== undefined && settle !== quote) return undefined
  const symbol = base + quote
  return symbol.length >= 5 && symbol.length <= 26 ? symbol : undefined
}
