import { randomUUID } from 'node:crypto'
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PutAside } from '../local/aside.ts'

/** A file that has no name any more: it is gone with this process, however that ends. */
export interface FileAside {
  readonly put: PutAside
  /** Nothing can be got back afterwards. */
  close(): void
}

const bufferedBytes = 256 * 1024

/** Keeps what is put away as JSON, in the folder for temporary files. */
export function fileAside(folder = tmpdir()): FileAside {
  const path = join(folder, `quantum-trader-lab-${randomUUID()}`)
  const file = openSync(path, 'wx+', 0o600)
  unlinkSync(path)
  const buffer = Buffer.allocUnsafe(bufferedBytes)
  let buffered = 0
  let written = 0

  function flush(): void {
    for (let done = 0; done < buffered; )
      done += writeSync(file, buffer, done, buffered - done, written + done)
    written += buffered
    buffered = 0
  }

  function keep(bytes: Buffer): void {
    if (buffered + bytes.length > bufferedBytes) flush()
    if (bytes.length > bufferedBytes) {
      for (let done = 0; done < bytes.length; )
        done += writeSync(file, bytes, done, bytes.length - done, written + done)
      written += bytes.length
      return
    }
    buffered += bytes.copy(buffer, buffered)
  }

  function read(at: number, length: number): Buffer {
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
      const bytes = Buffer.from(JSON.stringify(value))
      const at = written + buffered
      const { length } = bytes
      keep(bytes)
      return () => JSON.parse(read(at, length).toString()) as T
    },
    close: () => closeSync(file),
  }
}
