/**
 * Installs the dependencies when they are missing or older than the lockfile, so that `npm start` and
 * `npm test` work on a fresh clone. Plain JavaScript: it runs before the project's own Node is there.
 *
 * With a folder it installs the package in there, which tests can do without: they say what they skip.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { tellInstalling } from './install-progress.mjs'

const [folder] = process.argv.slice(2)
const of = path => (folder ? `${folder}/${path}` : path)
const lockfile = of('package-lock.json')
const installed = of('node_modules/.package-lock.json')
const modified = path => statSync(path).mtimeMs

if (process.platform === 'win32') {
  fail(
    'Linux or macOS is needed, and this is Windows. Run it inside WSL, the Linux that Windows brings: ' +
      '`wsl --install` once, then clone and start it in that shell. CONTRIBUTING.md says more.',
  )
}
if (Number(process.versions.node.split('.')[0]) < 20) {
  fail(
    `Node 20 or newer is needed to install; this is ${process.version}. Install it from https://nodejs.org.`,
  )
}
if (!existsSync(installed) || modified(installed) < modified(lockfile)) {
  const what = folder ? `what ${folder} needs` : 'dependencies'
  console.log(`Installing ${what} (npm ci) …`)
  const stopTelling = tellInstalling(lockfile, folder ?? '.')
  const { status, error } = await npmCi()
  stopTelling()
  if (error) fail(`npm could not be started: ${error.message}`)
  if (status !== 0)
    fail(
      `npm ci ended with exit code ${status}; its own message stands above. Is the npm registry reachable?`,
    )
}
if (!folder) {
  const node = spawnSync('node_modules/.bin/node', ['--version'], { encoding: 'utf8' })
  if (!node.stdout?.startsWith('v24.')) {
    fail(
      'The project brings Node 24 as the package `node`, but its install script did not run. Run `npm rebuild node`.',
    )
  }
}

/** Its own line of progress would stand in the way of ours, which says how long it takes. */
function npmCi() {
  const words = ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--no-progress']
  const npm = spawn('npm', words, {
    stdio: 'inherit',
    ...(folder && { cwd: folder }),
  })
  return new Promise(resolve => {
    npm.once('error', error => resolve({ error }))
    npm.once('close', status => resolve({ status }))
  })
}

function fail(message) {
  console.error(`quantum-trader: ${message}`)
  process.exit(folder ? 0 : 1)
}
