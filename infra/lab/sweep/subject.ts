import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { findMarketFiles } from '../../local/market/kline-files.ts'
import type { PricePath } from '../../local/market/price-path.ts'
import type { Plan } from '../../local/play/plan.ts'
import type { Given } from '../given.ts'
import type { Subject } from './results.ts'

/** The subject of its results: by the contents of its files, not their place. */
export function subjectOf(
  given: Given,
  { startAt, market, signals }: Plan,
  path: PricePath,
  settings: Subject['settings'],
): Subject {
  const { klines, trades } = findMarketFiles(given.klines)
  return {
    klines: digestOfFiles([...klines, ...trades].map(file => file.path)),
    funding: digestOfFiles(given.funding),
    ...(given.rules?.length && { rules: digestOfFiles(given.rules) }),
    signals: digestOf([JSON.stringify(signals)]),
    from: new Date(startAt).toISOString(),
    to: new Date(market.to).toISOString(),
    path,
    latency: given.latency,
    settings,
  }
}

const digestOfFiles = (files: readonly string[]): string =>
  digestOf(files.toSorted().flatMap(file => [basename(file), readFileSync(file)]))

function digestOf(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex').slice(0, 16)
}
