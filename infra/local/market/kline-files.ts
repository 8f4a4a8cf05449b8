import { readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { tableEndings } from './csv-table.ts'

const minute = 60_000

/** Candle intervals of Binance's archive, short enough that a price path inside them is not mere invention. */
const intervals: Readonly<Record<string, number>> = {
  '1m': minute,
  '3m': 3 * minute,
  '5m': 5 * minute,
  '15m': 15 * minute,
  '30m': 30 * minute,
  '1h': 60 * minute,
}

export interface KlineFile {
  readonly path: string
  readonly symbol: string
  readonly intervalMs: number
  /** Candles of the mark price, not of the last price: the file's or a folder's name says `markPrice`. */
  readonly mark: boolean
}

/** All aggregated trades of a stretch of time. */
export interface TradeFile {
  readonly path: string
  readonly symbol: string
}

export interface MarketFiles {
  readonly klines: readonly KlineFile[]
  readonly trades: readonly TradeFile[]
}

/**
 * The files of klines and of aggregated trades among files and folders (searched with their subfolders). A named file
 * must be one of them; other files in a folder are skipped.
 */
export function findMarketFiles(paths: readonly string[]): MarketFiles {
  const found = paths.map(path =>
    statSync(path, { throwIfNoEntry: false })?.isDirectory() ? filesIn(path) : namedFile(path),
  )
  return { klines: found.flatMap(each => each.klines), trades: found.flatMap(each => each.trades) }
}

/** If a folder has both klines and trades of a symbol, the klines are used. */
function filesIn(folder: string): MarketFiles {
  const inside = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .flatMap(name => marketFile(join(folder, name)) ?? [])
  if (inside.length === 0) throw new Error(`${folder}: ${expectedNames}, found none in this folder.`)
  const klines = inside.flatMap(each => each.klines)
  const drawn = new Set(klines.filter(file => !file.mark).map(file => file.symbol))
  return { klines, trades: inside.flatMap(each => each.trades).filter(file => !drawn.has(file.symbol)) }
}

const expectedNames = `expected klines named like ETHUSDT-1m-2025-02.csv (or .csv.gz, .zip; intervals ${Object.keys(intervals).join(', ')}), or trades like ETHUSDT-aggTrades-2025-02-03.zip`

function namedFile(path: string): MarketFiles {
  if (!statSync(path, { throwIfNoEntry: false })) throw new Error(`${path}: no such file or folder.`)
  const file = marketFile(path)
  if (!file) throw new Error(`${path}: ${expectedNames}, got "${basename(path)}".`)
  return file
}

/** What a file of klines or trades holds, by its name; undefined for any other. */
export function marketFile(path: string): MarketFiles | undefined {
  const name = basename(path)
  if (!tableEndings.test(name)) return undefined
  const [, traded] = /^([\p{L}\p{N}_]+)-aggTrades[-.]/iu.exec(name) ?? []
  if (traded !== undefined) return { klines: [], trades: [{ path, symbol: traded.toUpperCase() }] }
  const [, symbol, interval] = /^([\p{L}\p{N}_]+)-(?:markPrice(?:Klines)?-)?(\d+[mh])[-.]/iu.exec(name) ?? []
  const intervalMs = interval === undefined ? undefined : intervals[interval]
  if (symbol === undefined || intervalMs === undefined) return undefined
  const klines = [{ path, symbol: symbol.toUpperCase(), intervalMs, mark: /markPrice/i.test(path) }]
  return { klines, trades: [] }
}
