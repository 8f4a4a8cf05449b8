import { timing } from '#domain/timing.ts'
import type { Clock } from '#ports/clock.ts'
import { ExchangeError } from '#ports/exchange-error.ts'
import type { Kline, Klines, KlinesAsked } from '#ports/klines.ts'

export interface ClosedContext {
  readonly clock: Clock
  readonly klines: Klines
}

const { over, latest, apart } = timing.functions.ruleSignals

/**
 * The candles of a symbol up to the one that closes at `close`. Waits until that candle is over: the next one has
 * begun, or so much time has passed that none of its trades can still arrive. Throws if it cannot be read in time.
 */
export async function closedKlines(
  { clock, klines }: ClosedContext,
  asked: Pick<KlinesAsked, 'symbol' | 'interval'>,
  {
    candles,
    candleMs,
    close,
  }: { readonly candles: number; readonly candleMs: number; readonly close: number },
): Promise<readonly Kline[]> {
  const question = { ...asked, from: close - candles * candleMs, to: close, limit: candles + 1 }
  for (;;) {
    const askedAt = clock.now()
    const isLastTry = askedAt + apart > close + latest
    const read = await klines.read(question).catch(error => {
      if (!isLastTry && error instanceof ExchangeError && error.retriable) return []
      throw error
    })
    const closed = read.filter(({ openTime }) => openTime < close)
    const hasNext = closed.length < read.length
    if (hasNext || (askedAt >= close + over && read.length > 0) || isLastTry)
      return withLast(asked.symbol, closed, close - candleMs)
    await clock.sleep(apart)
  }
}

/** Without this candle, an older one would decide in its place. */
function withLast(symbol: string, closed: readonly Kline[], openTime: number): readonly Kline[] {
  const last = closed.at(-1)
  if (last?.openTime === openTime) return closed
  throw new Error(
    `${symbol}: expected the candle that opens at ${iso(openTime)}, got ${last ? iso(last.openTime) : 'none'}`,
  )
}

const iso = (at: number): string => new Date(at).toISOString()
