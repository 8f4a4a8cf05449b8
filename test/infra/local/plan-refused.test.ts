import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { speed } from '../../../infra/local/options.ts'
import { type PlanOptions, readPlan } from '../../../infra/local/play/plan.ts'

const folder = mkdtempSync(join(tmpdir(), 'quantum-trader-plan-'))
afterAll(() => rmSync(folder, { recursive: true }))
const klinesOf = (close: string): string => {
  const file = join(folder, `SOLUSDT-1m-${close}.csv`)
  writeFileSync(file, `open_time,open,high,low,close,volume\n1738548000000,187,188,186,${close},10\n`)
  return file
}
const good: PlanOptions = { klines: [klinesOf('187')], funding: [], path: 'adverse-first', environment: {} }

test.each<[string, Partial<PlanOptions>, RegExp]>([
  [
    'a leverage of 126',
    { environment: { QT_DEFAULT_LEVERAGE: '126' } },
    /QT_DEFAULT_LEVERAGE is "126"; allowed is a whole number from 1 to 125/,
  ],
  [
    'another venue than paper',
    { environment: { QT_PAPER_TRADING: 'false', STAGING_MODE: 'true' } },
    /played on the paper venue; .* choose the demo venue/,
  ],
  [
    'klines that are not there',
    { klines: ['/nowhere/ETHUSDT-1m-2025.csv'] },
    /^\/nowhere\/ETHUSDT-1m-2025.csv: no such file or folder\.$/,
  ],
  [
    'signals that are not there',
    { signals: '/nowhere/signals.jsonl' },
    /^\/nowhere\/signals.jsonl: expected a file of signals/,
  ],
  [
    'a candle without a close',
    { klines: [klinesOf('abc')] },
    /SOLUSDT-1m-abc.csv, line 2: expected a number for close, got "abc"\.$/,
  ],
  [
    'a period without candles',
    { from: Date.parse('2025-03-01T00:00:00Z') },
    /expected candles .* at or after 2025-03-01T00:00:00\.000Z, found none\.$/,
  ],
])('%s is an error that says what to do', (_, wrong, message) => {
  expect(() => readPlan(good)).not.toThrow()
  expect(() => readPlan({ ...good, ...wrong })).toThrow(message)
})

test.each(['fast', '0.5'])('a speed of %j is an error', said => {
  expect(() => speed(said)).toThrow(`Expected a number of at least 1, or max; got ${said}.`)
})
