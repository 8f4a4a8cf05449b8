import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openMarket } from '../../../infra/local/market/market.ts'
import {
  archiveHeader,
  archiveRows,
  type Bar,
  DAY,
  type Folder,
  header,
  MINUTE,
  rows,
  temporaryFolder,
} from './market-files.ts'

const bars: readonly Bar[] = [
  ['100.0', '101.0', '99.0', '100.5'],
  ['100.5', '102.5', '100.0', '102.0'],
]
let folder: Folder
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder.remove())

const lastPrices = (klines: string) => {
  const market = openMarket({ klines: [klines] }).symbol('ETHUSDT')
  return [DAY, DAY + MINUTE - 1, DAY + 2 * MINUTE].map(time => market?.latest(time)?.last)
}

describe('layouts of the archive', () => {
  test.for([
    ['6 columns with a header', 'ETHUSDT-1m-2025-02.csv', [header, ...rows(bars)]],
    ['6 columns without a header', 'ETHUSDT-1m-2025-02.csv', rows(bars)],
    ['12 columns with a header', 'ETHUSDT-1m-2025-02.csv', [archiveHeader, ...archiveRows(bars)]],
    ['12 columns without a header', 'ETHUSDT-1m-2025-02.csv', archiveRows(bars)],
    ['a gzipped file', 'ETHUSDT-1m-2025-02.csv.gz', [header, ...rows(bars)]],
    ['a zip that holds one csv', 'ETHUSDT-1m-2025-02.zip', archiveRows(bars)],
    ['a lower-case symbol and no period', 'ethusdt-1m.csv', rows(bars)],
    ['a byte order mark and Windows line ends', 'ETHUSDT-1m-x.csv', [`\uFEFF${header}\r`, ...rows(bars)]],
  ] as const)('reads %s', ([, name, lines]) => {
    expect(lastPrices(folder.write(name, lines))).toEqual(['100.0', '100.5', '102.0'])
  })

  test('reads columns by name when a header gives them another order', () => {
    const lines = ['volume,close,low,high,open,open_time', `60,100.5,99.0,101.0,100.0,${DAY}`]
    expect(lastPrices(folder.write('ETHUSDT-1m-x.csv', lines))).toEqual(['100.0', '100.5', '100.5'])
  })

  test('reads microseconds as it reads milliseconds', () => {
    const micros = rows(bars).map(row => row.replace(/^(\d+)/, '$1000'))
    expect(lastPrices(folder.write('ETHUSDT-1m-x.csv', micros))).toEqual(['100.0', '100.5', '102.0'])
  })

  test('reads prices written with an exponent', () => {
    folder.write('PEPEUSDT-1m-x.csv', [`${DAY},9.9e-7,1e-6,9.8e-07,9.9e-7,1.2E+6`])
    const market = openMarket({ klines: [folder.path] }).symbol('PEPEUSDT')
    expect(market?.latest(DAY)?.last).toBe('0.00000099')
  })

  test('a folder is read with its subfolders, and files other than klines are skipped', () => {
    folder.write('ETHUSDT-1m-2025-02.csv', rows(bars))
    folder.write('ETHUSDT-aggTrades-2025-02.csv', ['not,klines'])
    folder.write('notes.txt', ['hello'])
    mkdirSync(join(folder.path, 'more'))
    folder.write('more/SOLUSDT-1m-2025-02.zip', rows(bars))
    expect(openMarket({ klines: [folder.path] }).symbols.toSorted()).toEqual(['ETHUSDT', 'SOLUSDT'])
  })

  test('several files of one symbol are joined in the order of their times', () => {
    folder.write('ETHUSDT-1m-a.csv', rows(bars.slice(1), DAY + MINUTE))
    folder.write('ETHUSDT-1m-b.csv', rows(bars.slice(0, 1)))
    const market = openMarket({ klines: [folder.path] })
    expect([market.from, market.to, market.gaps]).toEqual([DAY, DAY + 2 * MINUTE - 1000, []])
  })
})

describe('data out of order is refused with file, line, expected and actual value', () => {
  const good = rows(bars)
  test.for([
    [
      'a text for a price',
      [good[0], `${DAY + MINUTE},abc,102.5,100,102,1`],
      /line 2: expected a number for open, got "abc"/,
    ],
    [
      'a missing cell',
      [good[0], `${DAY + MINUTE},100,102.5,100,102`],
      /line 2: expected a number for volume, got nothing/,
    ],
    ['a negative volume', [`${DAY},100,101,99,100,-1`], /line 1: expected a number for volume, got "-1"/],
    [
      'a high below the close',
      [`${DAY},100,100,99,100.5,1`],
      /line 1: expected 0 < low <= open, close <= high/,
    ],
    ['a price of nothing', [`${DAY},0,0,0,0,1`], /expected 0 < low/],
    [
      'a time that goes back',
      [...good.toReversed()],
      /line 2: expected an open time after the line before, .*00:01.*got .*00:00/,
    ],
    ['a minute twice', [good[0], good[0]], /line 2: expected an open time after the line before/],
    [
      'a time between two minutes',
      [`${DAY + 500},100,101,99,100,1`],
      /line 1: expected an open time on the 1-minute grid/,
    ],
    [
      'a time in seconds',
      [`${DAY / 1000},100,101,99,100,1`],
      /line 1: expected a time in milliseconds or microseconds/,
    ],
    ['seven columns', [`${DAY},100,101,99,100,1,7`], /line 1: expected 6 or 12 columns, got 7/],
    [
      'a header without a column',
      ['open_time,open,high,low,close', ...good],
      /line 1: expected a header with the columns .*volume/,
    ],
    ['nothing but a header', [header], /expected candles after the header, found none/],
    ['an empty file', [''], /expected at least one row, found an empty file/],
  ] as const)('%s', ([, lines, message]) => {
    const file = folder.write('ETHUSDT-1m-bad.csv', lines.map(String))
    expect(() => openMarket({ klines: [file] })).toThrow(message)
    expect(() => openMarket({ klines: [file] })).toThrow(file)
  })

  test('lines are counted as an editor counts them, blank ones included', () => {
    const file = folder.write('ETHUSDT-1m-bad.csv', [header, '', good[0] ?? '', 'x,1,1,1,1,1'])
    expect(() => openMarket({ klines: [file] })).toThrow(/line 4: expected a number for open_time, got "x"/)
  })

  test('two files that cover the same minute', () => {
    folder.write('ETHUSDT-1m-a.csv', good)
    folder.write('ETHUSDT-1m-b.csv', good)
    expect(() => openMarket({ klines: [folder.path] })).toThrow(
      /b\.csv, line 1: .* is also covered by .*a\.csv/,
    )
  })

  test('files of one symbol with different intervals', () => {
    folder.write('ETHUSDT-1m-a.csv', good)
    folder.write('ETHUSDT-5m-b.csv', rows(bars.slice(0, 1), DAY + 5 * MINUTE))
    expect(() => openMarket({ klines: [folder.path] })).toThrow(/ETHUSDT: expected one candle interval/)
  })

  test('a name without symbol or interval', () => {
    const file = folder.write('eth.csv', good)
    expect(() => openMarket({ klines: [file] })).toThrow(/expected klines named like .* got "eth.csv"/)
  })

  test('a path that does not exist, and a folder without klines', () => {
    expect(() => openMarket({ klines: [join(folder.path, 'none')] })).toThrow(/none: no such file or folder/)
    expect(() => openMarket({ klines: [folder.path] })).toThrow(/found none in this folder/)
  })

  test('a window without candles', () => {
    const file = folder.write('ETHUSDT-1m-a.csv', good)
    expect(() => openMarket({ klines: [file], from: DAY + 3 * MINUTE })).toThrow(
      /expected candles of the last price or trades at or after 2025-02-03T00:03:00.000Z, found none/,
    )
    const early = { from: DAY - 2 * MINUTE, to: DAY - MINUTE }
    expect(() => openMarket({ klines: [file], ...early })).toThrow(
      /trades at or after 2025-02-02T23:58:00.000Z and before 2025-02-02T23:59:00.000Z, found none/,
    )
  })

  test('archives that are damaged, or hold two csv files', () => {
    const gz = join(folder.path, 'ETHUSDT-1m-a.csv.gz')
    writeFileSync(gz, 'not gzip')
    expect(() => openMarket({ klines: [gz] })).toThrow(
      /a\.csv\.gz: could not be unpacked .* Download it again/,
    )
    const zip = join(folder.path, 'ETHUSDT-1m-a.zip')
    writeFileSync(zip, zipSync({ 'a.csv': strToU8('1'), 'b.csv': strToU8('2') }))
    expect(() => openMarket({ klines: [zip] })).toThrow(/expected one .csv inside .*found a.csv, b.csv/)
  })

  test('a price with too many digits to be held exactly', () => {
    const file = folder.write('ETHUSDT-1m-a.csv', [`${DAY},1.2,12345678901234567,1.1,1.2,1`])
    expect(() => openMarket({ klines: [file] })).toThrow(/line 1: .* has too many digits/)
  })
})
