#!/usr/bin/env node
/** `npx qt` after `npm link`: runs the tool under the project's own Node, whatever Node the machine has. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const here = path => fileURLToPath(new URL(path, import.meta.url))
const node = here('../../node_modules/.bin/node')
const { status, error } = spawnSync(node, [here('qt.ts'), ...process.argv.slice(2)], { stdio: 'inherit' })
if (error) console.error(`qt: ${node} could not be started (${error.message}); run npm ci in the project`)
process.exitCode = status ?? 3
