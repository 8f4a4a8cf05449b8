import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { strToU8, zipSync } from 'fflate'

/** 2025-02-03T00:00:00Z. */
export const DAY = Date.parse('2025-02-03T00:00:00Z')
export const MINUTE = 60_000

/** Open, high, low, close and volume of a minute. */
export type Bar = readonly [open: string, high: string, low: string, close: string, volume?: string]

/** Rows of the first six columns, one minute apart from `start`; an undefined bar leaves out its minute. */
export function rows(bars: readonly (Bar | undefined)[], start = DAY): string[] {
  return bars.flatMap((bar, index) => {
    if (!bar) return []
    const [open, high, low, close, volume = '60'] = bar
    return [[start + index * MINUTE, open, high, low, close, volume].join(',')]
  })
}

/** The archive's twelve columns. */
export function archiveRows(bars: readonly Bar[], start = DAY): string[] {
  return rows(bars, start).map(row => `${row},${Number(row.split(',')[0]) + 59_999},1,2,3,4,0`)
}

export const header = 'open_time,open,high,low,close,volume'
export const archiveHeader = `${header},close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore`

export interface Folder {
  readonly path: string
  /** Writes lines as plain text, or compressed as the name's ending says; returns the path. */
  write(name: string, lines: readonly string[]): string
  remove(): void
}

export function temporaryFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'market-'))
  return {
    path,
    write(name, lines) {
      const file = join(path, name)
      writeFileSync(file, packed(name, `${lines.join('\n')}\n`))
      return file
    },
    remove: () => rmSync(path, { recursive: true }),
  }
}

function packed(name: string, text: string): Uint8Array {
  if (name.endsWith('.gz')) return gzipSync(text)
  if (name.endsWith('.zip')) return zipSync({ [name.replace(/\.zip$/, '.csv')]: strToU8(text) })
  return strToU8(text)
}
