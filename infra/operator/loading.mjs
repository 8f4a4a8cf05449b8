import * as modules from 'node:module'
import { fileURLToPath } from 'node:url'

const here = path => new URL(path, import.meta.url)

/**
 * The operator waits for it at three in the morning: what was compiled once is kept, and of ccxt, whose one entry
 * point loads every exchange, the one that is used is loaded, as in the functions' bundles. Plain JavaScript, and
 * called before anything else is imported: what is loaded before is not kept.
 */
export function loadFast() {
  const oneExchange = here('../stacks/bundled/ccxt.ts').href
  modules.enableCompileCache(fileURLToPath(here('../../.quantum-trader/compiled')))
  modules.registerHooks({
    resolve: (specifier, context, next) => next(specifier === 'ccxt' ? oneExchange : specifier, context),
  })
}
