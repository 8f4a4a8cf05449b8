import { randomUUID } from 'node:crypto'
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PutAside } from '../local/aside.ts'
import { Unwritten } from '../local/play/place.ts'

/** A file without a name: it disappears with this process, however that ends. */
export interface FileAside {
  readonly put: PutAside
  /** Nothing can be read afterwards. */
  close(): void
}

const bufferedBytes = 256 * 1024

/**
 * Stores data as JSON in the folder for temporary files. After one failure every call fails: a caller might mistake
 * the error for a fault of the exchange and continue, but the run must not.
 */
export function fileAside(folder = tmpdir()): FileAside {
  const path = join(folder, `quantum-trader-lab-${randomUUID()}`)
  const file = onDisk(folder, () => openSync(path, 'wx+', 0o600))
  unlinkSync(path)
  let failed: Unwritten | undefined
  const buffer = Buffer.allocUnsafe(bufferedBytes)
  let buffered = 0
  let written = 0

  function write(bytes: Buffer, length: number): void {
    for (let done = 0; done < length; )
      done += remembered(() => writeSync(file, bytes, done, length - done, written + done))
    written += length
  }

  function remembered<T>(work: () => T): T {
    try {
      return onDisk(folder, work)
    } catch (error) {
      if (error instanceof Unwritten) failed = error
      throw error
    }
  }

  function flush(): void {
    write(buffer, buffered)
    buffered = 0
  }

  function keep(bytes: Buffer): void {
    if (buffered + bytes.length > bufferedBytes) flush()
    if (bytes.length > bufferedBytes) write(bytes, bytes.length)
    else buffered += bytes.copy(buffer, buffered)
  }

  function read(at: number, length: number): Buffer {
    if (failed) throw failed
    if (at + length > written) flush()
    const bytes = Buffer.allocUnsafe(length)
    for (let done = 0; done < length; ) {
      const got = readSync(file, bytes, done, length - done, at + done)
      if (got === 0)
        throw new Error(`${path}: expected ${length} bytes at ${at}, got its end. Was the disk full?`)
      done += got
    }
    return bytes
  }

  return {
    put<T>(value: T) {
      if (failed) throw failed
      const bytes = Buffer.from(JSON.stringify(value))
      const at = written + buffered
      const { length } = bytes
      keep(bytes)
      return () => JSON.parse(read(at, length).toString()) as T
    },
    close: () => closeSync(file),
  }
}

/** The stored data needs disk space; the operator may choose the folder. */
function onDisk<T>(folder: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw new Unwritten(
      `The lab keeps finished parts of the run in ${folder} meanwhile (TMPDIR names another folder)`,
      cause,
    )
  }
}
