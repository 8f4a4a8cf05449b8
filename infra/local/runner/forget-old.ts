import { statSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Removes all but the newest entries of a folder, by when they were used last. Another run may rename or remove an entry
 * between two looks: it is not there any more then. What another user wrote, as root by sudo, may be left: no run fails
 * over what it only tidies.
 */
export async function forgetOld(folder: string, kept: number): Promise<void> {
  const ages = (await readdir(folder)).flatMap(name => {
    const path = join(folder, name)
    const at = statSync(path, { throwIfNoEntry: false })?.mtimeMs
    return at === undefined ? [] : [{ path, at }]
  })
  const old = ages.sort((a, b) => b.at - a.at).slice(kept)
  await Promise.all(old.map(({ path }) => rm(path, { recursive: true, force: true }).catch(unlessForbidden)))
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
