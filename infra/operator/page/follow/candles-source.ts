import type { Klines } from '#ports/klines.ts'
import type { CandlesShown } from '../shown/candles.ts'
import { symbolsOf } from './exchange-sources.ts'
import { type Pace, PartlyRead, pauseFor, type Source } from './source.ts'
import type { Spent } from './spent.ts'

const minute = 60_000
const least = 2_000

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** The newest two minutes of each open symbol: the current candle, and the one that was current at the last read. */
export function candlesSource(
  { klines, now }: { readonly klines: Klines; readonly now: () => number },
  { weightAMinute }: Pace,
  spent: Spent,
): Source {
  return {
    what: 'candles',
    pause: known => pauseFor(symbolsOf(known).length, weightAMinute, least),
    async read(known) {
      const to = now()
      const from = Math.floor(to / minute) * minute - minute
      const symbols = symbolsOf(known)
      const asked = await Promise.allSettled(
        symbols.map(
          async (symbol): Promise<CandlesShown> => ({
            ...{ symbol, intervalMs: minute },
            candles: await klines.read({ symbol, interval: '1m', from, to, limit: 3 }),
          }),
        ),
      )
      spent.note(klines.drainUsage().weight)
      const candles = asked.flatMap(each => (each.status === 'fulfilled' ? [each.value] : []))
      const failed = asked.findIndex(({ status }) => status === 'rejected')
      if (failed < 0) return { candles }
      const { reason } = asked[failed] as PromiseRejectedResult
      throw new PartlyRead(
        { candles },
        new Error(`${symbols[failed]}: ${messageOf(reason)}`, { cause: reason }),
      )
    },
  }
}
