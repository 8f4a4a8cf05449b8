import { hash } from 'node:crypto'

/**
 * A file of saves: each save is a line with its length and checksum, then its lines. If the file ends within a save,
 * or is damaged there, all earlier saves are good.
 */
interface Header {
  readonly bytes: number
  readonly sha256: string
}

export function frameOf(lines: readonly string[]): Buffer {
  const body = Buffer.from(lines.map(line => `${line}\n`).join(''))
  const header: Header = { bytes: body.byteLength, sha256: hash('sha256', body, 'hex') }
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), body])
}

export interface ReadFrames {
  /** The lines of each complete save, from the start of the file. */
  readonly frames: readonly (readonly string[])[]
  /** Bytes after them that are not a complete save. */
  readonly damagedBytes: number
}

export function readFrames(file: Buffer): ReadFrames {
  const frames: (readonly string[])[] = []
  let at = 0
  for (;;) {
    const headerEnd = file.indexOf('\n', at)
    const header = headerEnd < 0 ? undefined : headerIn(file.toString('utf8', at, headerEnd))
    if (!header) return { frames, damagedBytes: file.byteLength - at }
    const body = file.subarray(headerEnd + 1, headerEnd + 1 + header.bytes)
    if (body.byteLength < header.bytes || hash('sha256', body, 'hex') !== header.sha256)
      return { frames, damagedBytes: file.byteLength - at }
    frames.push(body.toString('utf8').split('\n').slice(0, -1))
    at = headerEnd + 1 + header.bytes
  }
}

function headerIn(text: string): Header | undefined {
  try {
    const { bytes, sha256 } = JSON.parse(text) as Partial<Header>
    return typeof bytes === 'number' && typeof sha256 === 'string' ? { bytes, sha256 } : undefined
  } catch {
    return undefined
  }
}
