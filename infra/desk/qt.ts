import { enableCompileCache, registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'

/**
 * The `qt` command. Somebody waits for it at three in the morning: what was compiled once is kept, and of ccxt,
 * whose one entry point loads every exchange, the one that is used is loaded, as in the functions' bundles.
 */
const oneExchange = new URL('../bundled/ccxt.ts', import.meta.url).href
enableCompileCache(fileURLToPath(new URL('../../.quantum-trader/compiled', import.meta.url)))
registerHooks({
  resolve: (specifier, context, next) => next(specifier === 'ccxt' ? oneExchange : specifier, context),
})
const { runCommandLine } = await import('./command-line.ts')
await runCommandLine()
