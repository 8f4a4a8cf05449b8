import { writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import writeFileAtomic, { type Contents } from 'write-file-atomic'

/**
 * Writes a file whole or not at all: into a second file, on the disk before it is moved into place. A link stays one,
 * and permissions are kept. write-file-atomic alone would move a file into place that a full disk cut: it writes once,
 * and does not look how much was written.
 */
export const writeWhole = (file: string, data: Contents): void =>
  writeFileAtomic.sync(file, undefined, { tmpfileCreated: second => writeFileSync(second, data) })

/** The same, while others go on, for the owner's eyes alone. */
export const writeWholePrivately = (file: string, data: Contents): Promise<void> =>
  writeFileAtomic(file, undefined, { mode: 0o600, tmpfileCreated: second => writeFile(second, data) })
