import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

/**
 * The operator waits for it at three in the morning: what was compiled once is kept. Plain JavaScript, and called
 * before anything else is imported: what is loaded before is not kept.
 */
export function loadFast() {
  enableCompileCache(fileURLToPath(new URL('../../.quantum-trader/compiled', import.meta.url)))
}
