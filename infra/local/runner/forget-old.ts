import { statSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Removes all but the newest entries of a folder, by when they were used last. Another run may rename or remove an entry
 * between two looks: it is not there any more then. What another user wrote, as root by sudo, may be left: no run fails
 * over what it only tidies.
 */
export async function forgetOld(folder: string, kept: number): Promise<void> {
  await removeAll((await byAge(folder)).slice(kept))
}

/** Removes the entries whose name begins like this and that were last used before then, in milliseconds. */
export async function forgetUnused(folder: string, begins: string, before: number): Promise<void> {
  const entries = await byAge(folder)
  await removeAll(entries.filter(({ name, at }) => name.startsWith(begins) && at < before))
}

interface Entry {
  readonly name: string
  readonly path: string
  readonly at: number
}

/** The entries of a folder, the latest used first. */
async function byAge(folder: string): Promise<readonly Entry[]> {
  const entries = (await readdir(folder)).flatMap(name => {
    const path = join(folder, name)
    const at = statSync(path, { throwIfNoEntry: false })?.mtimeMs
    return at === undefined ? [] : [{ name, path, at }]
  })
  return entries.sort((a, b) => b.at - a.at)
}

async function removeAll(entries: readonly Entry[]): Promise<void> {
  const removed = entries.map(({ path }) => rm(path, { recursive: true, force: true }).catch(unlessForbidden))
  await Promise.all(removed)
}

/** The same in each folder of a folder; files beside them, as of a file manager, stay. */
export async function forgetOldInEach(folder: string, kept: number): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(unlessMissing)
  for (const entry of entries ?? []) if (entry.isDirectory()) await forgetOld(join(folder, entry.name), kept)
}

const unlessOne =
  (...codes: readonly string[]) =>
  (error: NodeJS.ErrnoException): undefined => {
    if (!codes.includes(error.code ?? '')) throw error
  }
const unlessForbidden = unlessOne('EACCES', 'EPERM')
const unlessMissing = unlessOne('ENOENT')
