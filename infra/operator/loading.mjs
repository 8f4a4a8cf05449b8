import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

/**
 * Keeps compiled code on disk: the operator may wait for this tool at three in the morning. Plain JavaScript, and
 * called before all imports, because code loaded earlier is not kept.
 */
export function loadFast() {
  enableCompileCache(fileURLToPath(new URL('../../.quantum-trader/compiled', import.meta.url)))
}
