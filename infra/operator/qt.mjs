#!/usr/bin/env node
/**
 * The `qt` command, as `npm run qt` and, after `npm link`, as `npx qt`: under the project's own Node, whatever
 * Node the machine has. Plain JavaScript, so that it starts anywhere and at once.
 */
import { spawnSync } from 'node:child_process'
import * as modules from 'node:module'
import { fileURLToPath } from 'node:url'

const here = path => fileURLToPath(new URL(path, import.meta.url))

if (Number(process.versions.node.split('.')[0]) >= 24) await runHere()
else runUnderOwnNode()

/**
 * The operator waits for it at three in the morning: what was compiled once is kept, and of ccxt, whose one entry
 * point loads every exchange, the one that is used is loaded, as in the functions' bundles.
 */
async function runHere() {
  const oneExchange = new URL('../stacks/bundled/ccxt.ts', import.meta.url).href
  modules.enableCompileCache(here('../../.quantum-trader/compiled'))
  modules.registerHooks({
    resolve: (specifier, context, next) => next(specifier === 'ccxt' ? oneExchange : specifier, context),
  })
  const { runCommandLine } = await import('./command-line.ts')
  await runCommandLine()
}

function runUnderOwnNode() {
  const node = here('../../node_modules/.bin/node')
  const { status, signal, error } = spawnSync(node, [here('qt.mjs'), ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
  if (error) console.error(`qt: ${node} could not be started (${error.message}); run npm ci in the project`)
  if (signal) process.kill(process.pid, signal)
  process.exitCode = status ?? 3
}
