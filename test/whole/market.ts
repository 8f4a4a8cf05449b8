import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The shipped recording: ETH, SOL, XRP and DOGE, 2025-02-03 from 00:50 to 02:50 UTC. */
export const sample = fileURLToPath(new URL('../../infra/local/sample', import.meta.url))

/** A time of that day, in milliseconds: `at('02:07:30')`. */
export const at = (time: string): number => Date.parse(`2025-02-03T${time}Z`)

export const folder = mkdtempSync(join(tmpdir(), 'quantum-trader-whole-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

/** Writes signals as a producer's file, one per line; text stays unchanged. Returns the path. */
export function signalsFile(name: string, lines: readonly (object | string)[]): string {
  const path = join(folder, `${name}.jsonl`)
  const text = lines.map(line => (typeof line === 'string' ? line : JSON.stringify(line)))
  writeFileSync(path, `${text.join('\n')}\n`)
  return path
}

/** Writes the given candles of one symbol, from 02:00 on, as a file. */
export function klinesFile(symbol: string, closes: readonly number[]): string {
  const path = join(folder, `${symbol}-1m-2025-02-03.csv`)
  const rows = closes.map((close, minute) => {
    const open = closes[minute - 1] ?? close
    const [high, low] = [Math.max(open, close), Math.min(open, close)]
    return [at('02:00:00') + minute * 60_000, open, high, low, close, 5_000].join(',')
  })
  writeFileSync(path, `open_time,open,high,low,close,volume\n${rows.join('\n')}\n`)
  return path
}

export interface ASignal {
  readonly symbol: string
  readonly action: 'BUY' | 'SELL' | 'HOLD' | 'CLOSE'
  readonly confidence: number
  readonly source: string
  readonly timestamp: string | number
  readonly [more: string]: unknown
}

/** A signal as a model would send it. */
export const aSignal = (time: string | number, but: Partial<ASignal> = {}): ASignal => ({
  symbol: 'ETHUSDT',
  action: 'SELL',
  confidence: 0.9,
  source: 'xgboost',
  timestamp: typeof time === 'string' ? new Date(at(time)).toISOString() : time,
  leverage: 5,
  ...but,
})

/** A signal whose stop is so far away that only a CLOSE ends its position. */
export const lasting = (timestamp: number, symbol: string): ASignal =>
  aSignal(timestamp, { symbol, leverage: 3, stopLossPct: 0.05 })
