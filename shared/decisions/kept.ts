import type { AdmissionSettings, JudgedSignal } from '#domain/admission.ts'
import type { Signal } from '#domain/signal.ts'

/** What admission reads from a signal. */
export type Judged = JudgedSignal & Pick<Signal, 'symbol' | 'confidenceDefaulted'>

export const judged = ({ symbol, action, at, confidence, confidenceDefaulted }: Judged): Judged => ({
  ...{ symbol, action, at },
  ...(confidence !== undefined && { confidence }),
  ...(confidenceDefaulted && { confidenceDefaulted }),
})

/** The settings that admission goes by. */
export const read = (settings: AdmissionSettings): AdmissionSettings => ({
  confidenceThreshold: settings.confidenceThreshold,
  signalMaxAgeSeconds: settings.signalMaxAgeSeconds,
  cooldownSeconds: settings.cooldownSeconds,
  maxPositions: settings.maxPositions,
  maxDailyLoss: settings.maxDailyLoss,
  symbols: settings.symbols,
  quoteAssets: settings.quoteAssets,
})

/** The signal's sentiment and take-profits, which admission reads too. */
export const wishes = ({ sentiment, takeProfitPct, takeProfits, ladder }: Judged): Partial<Judged> => ({
  ...(sentiment !== undefined && { sentiment }),
  ...(takeProfitPct !== undefined && { takeProfitPct }),
  ...(takeProfits && { takeProfits }),
  ...(ladder && { ladder }),
})

/** The settings that are read for those alone. */
export function readFor(
  { sentiment, takeProfitPct, ladder: name }: Judged,
  { ladder, takeProfitPct: offered, minSentiment }: AdmissionSettings,
): Partial<AdmissionSettings> {
  const beginning = ladder?.slice(0, 1).map(({ at }) => ({ at }))
  return {
    ...(sentiment !== undefined && minSentiment !== undefined && { minSentiment }),
    ...(takeProfitPct !== undefined && beginning && { ladder: beginning }),
    ...(name && offered !== undefined && { takeProfitPct: offered }),
  }
}
