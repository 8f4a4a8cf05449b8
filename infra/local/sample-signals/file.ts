import { fileURLToPath } from 'node:url'

/** The signals that are played where none are named. */
export const sampleSignalsFile = fileURLToPath(new URL('../sample/signals.jsonl', import.meta.url))

/** What is told of signals before they are played and beside what they came to; nothing where they are another file's. */
export const aboutSignals = (file: string | undefined): readonly string[] =>
  file === sampleSignalsFile
    ? [
        "The sample's signals are not a strategy: a textbook RSI rule (rsi-14, rsi-7) and a coin make them from earlier prices only, and a desk signals by the clock.",
      ]
    : []
