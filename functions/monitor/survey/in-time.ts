import { timing } from '#domain/timing.ts'
import { isAskedToWait } from '#ports/exchange-error.ts'
import type { SurveyContext } from './survey-context.ts'

/** How long the look waits for one symbol: its trouble must not delay the others. */
const { symbol: symbolMs } = timing.functions.survey

/**
 * Does one symbol's work beside the look. Work that fails or takes too long is logged, replaced by `otherwise`, and
 * repeated at the next tick. If the exchange asks to wait, the work is just left for later.
 */
export async function inTime<T>(
  { patience, telemetry }: Pick<SurveyContext, 'patience' | 'telemetry'>,
  work: { readonly name: string; readonly symbol: string; readonly otherwise: T },
  run: () => Promise<T>,
): Promise<T> {
  const { name, symbol, otherwise } = work
  const running = run()
  // Handled even when it fails later: an unawaited failure would end the process.
  running.catch(() => undefined)
  try {
    if (!patience) return await running
    const late = patience(symbolMs).then(() => {
      throw new Error(`${name} of ${symbol} took longer than ${symbolMs} ms; the next tick does it`)
    })
    late.catch(() => undefined)
    return await Promise.race([running, late])
  } catch (error) {
    if (!isAskedToWait(error)) telemetry.error('survey-part-failed', error, { part: name, symbol })
    return otherwise
  }
}
