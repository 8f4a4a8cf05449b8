/**
 * Installs what is missing, so that every command works on a fresh clone: the `dependencies`, and with `--whole` also
 * the `devDependencies` for checks and tests. Plain JavaScript, because it runs before the project's own Node is
 * installed.
 *
 * Given a folder, it installs the package in there. Tests can do without that package: they say what they skip.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { npmWords, planOf } from './install-plan.mjs'
import { tellInstalling } from './install-progress.mjs'

const asksWhole = process.argv.includes('--whole')
const [folder] = process.argv.slice(2).filter(word => word !== '--whole')
const of = path => (folder ? `${folder}/${path}` : path)
/** npm writes this file at the end of a run, and `npm ci` removes it at its start. */
const written = of('node_modules/.package-lock.json')
/** Exists while packages are being added: an addition that stopped halfway looks complete to npm. */
const adding = of('node_modules/.adding')

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
const plan = planOf({
  asksWhole,
  lock: readJson(of('package-lock.json')),
  there: existsSync(written) ? readJson(written) : undefined,
  interrupted: existsSync(adding),
})
if (plan) await install(plan)
if (!folder) lookForNode()

async function install(planned) {
  if (lstatSync(of('node_modules'), { throwIfNoEntry: false })?.isSymbolicLink())
    fail(
      `${of('node_modules')} is a link, and what it leads to lacks packages. Install them there, or remove the link.`,
    )
  const words = npmWords(planned)
  console.log(`Installing ${whatIsTold(planned)} (npm ${words.join(' ')}) …`)
  const stopTelling = tellInstalling(planned.folders, folder ?? '.')
  if (planned.adds) writeFileSync(adding, '')
  const { status, error, endedBy } = await npm(words)
  stopTelling()
  if (error) fail(`npm could not be started: ${error.message}`)
  if (endedBy) process.exit(128 + constants.signals[endedBy])
  // npm reverts packages that it could not add.
  rmSync(adding, { force: true })
  if (status !== 0)
    fail(`npm ended with exit code ${status}; its own message stands above. Is the npm registry reachable?`)
  if (!folder) removeUnread()
}

function whatIsTold({ adds, isWhole }) {
  if (folder) return `what ${folder} needs`
  if (adds) return 'what checks and tests need besides'
  return isWhole ? 'dependencies, and what checks and tests need' : 'dependencies'
}

/** Runs npm without its own progress line, which would disturb ours; ours says how long it takes. */
function npm(words) {
  const child = spawn('npm', [...words, '--no-audit', '--no-fund', '--loglevel=error', '--no-progress'], {
    stdio: 'inherit',
    ...(folder && { cwd: folder }),
  })
  let endedBy
  // A signal that ends this process ends npm too, and we wait for it: otherwise npm would fill the folder beside the
  // next run.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => {
      endedBy = signal
      child.kill(signal)
    })
  return new Promise(resolve => {
    child.once('error', error => resolve({ error }))
    child.once('close', (status, signal) => resolve({ status, endedBy: endedBy ?? signal }))
  })
}

/**
 * Fails unless Node 24 can run. The registry may not have the package `node` for this machine yet: then the installed
 * Node must do.
 */
function lookForNode() {
  const { stdout } = spawnSync('node_modules/.bin/node', ['--version'], { encoding: 'utf8' })
  if (stdout?.startsWith('v24.') || Number(process.versions.node.split('.')[0]) >= 24) return
  fail(
    `Node 24 is needed, and the package \`node\`, which brings it, could not be installed for ${process.platform} on ${process.arch}; ` +
      `this is ${process.version}. Install Node 24 (https://nodejs.org, or nvm install) and start again, or run npm ci to try once more.`,
  )
}

/**
 * Removes 190 megabytes that nothing here reads: C headers, the CDK's files for other languages and its copy of the AWS
 * CLI, ccxt's other exchanges, other systems' compiled parts, sources and source maps of packages.
 */
function removeUnread() {
  const [cdk, ccxt, level] = ['aws-cdk-lib', 'ccxt', 'classic-level'].map(name => `node_modules/${name}`)
  const exchanges = ['', '/abstract', '/pro'].map(folder => `${ccxt}/js/src${folder}`)
  const elsewhere = new RegExp(`^(?!${process.platform}-(.*\\+)?${process.arch}(\\+|$))`)
  const unread = [
    ...inFolder('node_modules/node/node_modules', /^node-/).map(platform => `${platform}/include`),
    ...['.jsii', '.jsii.gz', '.jsii.tabl.json.gz', 'rosetta'].map(name => `${cdk}/${name}`),
    'node_modules/@aws-cdk/asset-awscli-v1/lib/layer.zip',
    ...['dist', 'js/ccxt.js', 'js/ccxt.d.ts'].map(name => `${ccxt}/${name}`),
    ...exchanges.flatMap(folder => inFolder(folder, /^(?!binance).*\.(js|d\.ts)$/)),
    ...[`${level}/deps`, ...inFolder(`${level}/prebuilds`, elsewhere)],
    ...['zod/src', 'bintrees/test'].map(name => `node_modules/${name}`),
    ...sourceMaps(),
  ]
  for (const path of unread) rmSync(path, { recursive: true, force: true })
}

function sourceMaps() {
  const paths = readdirSync('node_modules', { recursive: true })
  return paths.filter(path => /\.[cm]?[jt]s\.map$/.test(path)).map(path => `node_modules/${path}`)
}

function inFolder(folder, named) {
  const names = existsSync(folder) ? readdirSync(folder) : []
  return names.filter(name => named.test(name)).map(name => `${folder}/${name}`)
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'))
}

function fail(message) {
  console.error(`quantum-trader: ${message}`)
  process.exit(folder ? 0 : 1)
}
