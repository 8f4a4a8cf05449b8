import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

/**
 * Keeps what Node compiles from now on in this thread, stripped of its types, for the next start. Plain JavaScript:
 * what is imported before is not kept.
 */
export const keepCompiled = () =>
  enableCompileCache(fileURLToPath(new URL('../../.quantum-trader/compiled', import.meta.url)))
