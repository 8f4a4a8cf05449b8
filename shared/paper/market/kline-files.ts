import { readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { tableEndings } from './csv-table.ts'

const minute = 60_000

/** Candle intervals of Binance's archive that a price path can be drawn in without inventing a whole day. */
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

/**
 * The kline files among files and folders (searched with their subfolders). A file that is named must be a
 * kline file; in a folder anything else is passed over.
 */
export function findKlineFiles(paths: readonly string[]): readonly KlineFile[] {
  return paths.flatMap(path => {
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [namedFile(path)]
    const found = readdirSync(path, { recursive: true, encoding: 'utf8' })
      .sort()
      .flatMap(name => klineFile(join(path, name)) ?? [])
    if (found.length === 0) throw new Error(`${path}: ${expectedNames}, found none in this folder.`)
    return found
  })
}

const expectedNames = `expected klines named like ETHUSDT-1m-2025-02.csv (or .csv.gz, .zip; intervals ${Object.keys(intervals).join(', ')})`

function namedFile(path: string): KlineFile {
  if (!statSync(path, { throwIfNoEntry: false })) throw new Error(`${path}: no such file or folder.`)
  const file = klineFile(path)
  if (!file) throw new Error(`${path}: ${expectedNames}, came "${basename(path)}".`)
  return file
}

function klineFile(path: string): KlineFile | undefined {
  const name = basename(path)
  if (!tableEndings.test(name)) return undefined
  const [, symbol, interval] = /^([\p{L}\p{N}_]+)-(?:markPrice(?:Klines)?-)?(\d+[mh])[-.]/iu.exec(name) ?? []
  const intervalMs = interval === undefined ? undefined : intervals[interval]
  if (symbol === undefined || intervalMs === undefined) return undefined
  return { path, symbol: symbol.toUpperCase(), intervalMs, mark: /markPrice/i.test(path) }
}
