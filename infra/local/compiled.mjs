import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

/** What Node compiled, in a folder for each of its versions. */
export const compiledFolder = fileURLToPath(new URL('../../.quantum-trader/compiled', import.meta.url))

/**
 * Caches on disk what Node compiles in this thread from now on, for the next start. Plain JavaScript: modules
 * imported before this are not cached.
 */
export const keepCompiled = () => enableCompileCache(compiledFolder)
