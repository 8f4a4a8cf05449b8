import { statSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Removes all but the newest entries of a folder, by when they were used last. Another run may rename or remove an entry
 * between two looks: it is not there any more then.
 */
export async function forgetOld(folder: string, kept: number): Promise<void> {
  const ages = (await readdir(folder)).flatMap(name => {
    const path = join(folder, name)
    const at = statSync(path, { throwIfNoEntry: false })?.mtimeMs
    return at === undefined ? [] : [{ path, at }]
  })
  const old = ages.sort((a, b) => b.at - a.at).slice(kept)
  await Promise.all(old.map(({ path }) => rm(path, { recursive: true, force: true })))
}
