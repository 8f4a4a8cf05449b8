import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pageOf } from './page.ts'
import type { Pictured } from './pictured.ts'

/** A run as one file that opens without a network. */
export const reportPage = (pictured: Pictured): string =>
  pageOf({ title: 'Quantum Trader report', code: 'main.ts', libraries: [library()], data: pictured })

/** TradingView's library as published, with its licence's header: it sets `LightweightCharts`. */
function library(): string {
  const entry = createRequire(import.meta.url).resolve('lightweight-charts/package.json')
  return readFileSync(join(dirname(entry), 'dist/lightweight-charts.standalone.production.js'), 'utf8')
}
