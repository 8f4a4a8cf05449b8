#!/usr/bin/env node
/**
 * The `qt` command, as `npm run qt` and, after `npm link`, as `npx qt`. It runs on the project's own Node, whatever
 * Node the machine has. Plain JavaScript, so that it starts anywhere and at once.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const here = path => fileURLToPath(new URL(path, import.meta.url))

// npm writes this file when it is done.
if (!existsSync(here('../../node_modules/.package-lock.json'))) install()
if (Number(process.versions.node.split('.')[0]) >= 24) await runHere()
else runUnderOwnNode()

async function runHere() {
  // An older Node cannot load it.
  const { keepCompiled } = await import('../local/compiled.mjs')
  // The operator waits for it at three in the morning.
  keepCompiled()
  const { runCommandLine } = await import('./command-line.ts')
  await runCommandLine()
}

/** The installation's output goes to stderr, so that stdout has the answer alone. */
function install() {
  const { status } = spawnSync(process.execPath, [here('../install.mjs')], {
    cwd: here('../..'),
    stdio: ['inherit', 2, 2],
  })
  if (status !== 0) process.exit(3)
}

function runUnderOwnNode() {
  const node = here('../../node_modules/.bin/node')
  const { status, signal, error } = spawnSync(node, [here('qt.mjs'), ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
  if (error)
    console.error(
      `qt: ${node} could not be started (${error.message}); run npm ci in the project, or qt under Node 24`,
    )
  if (signal) process.kill(process.pid, signal)
  process.exitCode = status ?? 3
}
