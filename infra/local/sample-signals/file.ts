import { fileURLToPath } from 'node:url'

/** The default signals. */
export const sampleSignalsFile = fileURLToPath(new URL('../sample/signals.jsonl', import.meta.url))

/** A remark on these signals, shown before the run and beside its result; none for other files. */
export const aboutSignals = (file: string | undefined): readonly string[] =>
  file === sampleSignalsFile
    ? [
        "The sample's signals are not a strategy: a textbook RSI rule (rsi-14, rsi-7) and a coin make them from earlier prices only, and a desk signals by the clock.",
      ]
    : []
