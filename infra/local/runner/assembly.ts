import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm, symlink, utimes } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { keptBundlesVariable } from '../../stacks/kept-bundles.ts'
import { compiledFolder } from '../compiled.mjs'
import { forgetOld, forgetOldInEach, forgetUnused } from './forget-old.ts'
import { systemRefusal } from './system-refusal.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const cache = join(root, '.quantum-trader', 'assemblies')
/**
 * Other settings make other templates of the same functions. Functions are bundled once and loaded from one place,
 * since Node caches compiled code by path.
 */
const bundles = join(root, '.quantum-trader', 'bundles')
/** Half a megabyte each. */
const keptAssemblies = 30
/** A hundred megabytes each, one per state of the sources: a long run keeps loading from its own. */
const keptBundles = 5
/** Thirty kilobytes each: what Node compiled of a few states of the sources. It never removes any itself. */
const keptCompiled = 3_000

/** How the name of an assembly begins that is not finished. */
const making = 'making-'
/** Far longer than it takes to finish one: its run was interrupted. */
const abandonedMs = 3_600_000

/** All sources of a bundle or a template. */
const folders = ['infra', 'functions', 'shared'].map(folder => join(root, folder))
const files = ['package-lock.json', 'package.json', 'tsconfig.json'].map(file => join(root, file))
/** Parts of `infra` that no local run is made from. */
const notRun = ['local', 'operator', 'environments'].map(room => join(root, 'infra', room))

/**
 * The CDK app failed, and the message is what it said, as of settings that it refuses; or the system refused a place for
 * what it makes.
 */
export class Unsynthesized extends Error {
  override readonly name = 'Unsynthesized'
}

export interface AssemblyOptions {
  /** Settings (`QT_…`) that the stacks are synthesized with. */
  readonly environment: Readonly<Record<string, string>>
  /** Which deployment: paper, demo or live. */
  readonly deployment: string
  /** Other context, as given with `-c`, but for the deployment's file: none is read. */
  readonly choices?: Readonly<Record<string, string>> | undefined
}

/**
 * The cloud assembly of the CDK app with these settings, either cached from the same sources or synthesized as the
 * CLI would, in a child process without the CLI. Returns its folder. Throws `Unsynthesized`.
 */
export async function synthesize(options: AssemblyOptions): Promise<string> {
  try {
    return await kept(options)
  } catch (error) {
    const why = systemRefusal(error)
    if (why === undefined) throw error
    throw new Unsynthesized(
      `expected to keep the synthesized stacks in ${join(root, '.quantum-trader')}, got ${why}\n` +
        '    → free space, or fix the permissions of the folder: sudo may have written into it',
      { cause: error },
    )
  }
}

async function kept(options: AssemblyOptions): Promise<string> {
  const sources = fingerprint()
  const bundled = join(bundles, sources)
  const { deployment, environment, choices = {} } = options
  const said = [environment, choices].map(values => Object.entries(values).sort())
  const folder = join(cache, digestOf(JSON.stringify([sources, deployment, ...said])))
  if (existsSync(folder) && existsSync(bundled)) {
    await markUsed(bundled)
    await markUsed(folder)
    return folder
  }
  await mkdir(cache, { recursive: true })
  const made = await mkdtemp(join(cache, making))
  try {
    await runApp(made, bundled, options)
    await loadFrom(bundled, made)
    await rename(made, folder).catch(error => {
      // Another run finished the same synthesis first.
      if (!existsSync(folder)) throw error
    })
    await markUsed(bundled)
    await forgetUnused(cache, making, Date.now() - abandonedMs)
    await forgetOld(cache, keptAssemblies)
    await forgetOld(bundles, keptBundles)
    await forgetOldInEach(compiledFolder, keptCompiled)
    return folder
  } finally {
    await rm(made, { recursive: true, force: true })
  }
}

async function runApp(
  outDir: string,
  bundled: string,
  { environment, deployment, choices }: AssemblyOptions,
): Promise<void> {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(QT_|STAGING_MODE$|NODE_OPTIONS$)/.test(name),
  )
  const env = {
    ...Object.fromEntries(inherited),
    ...environment,
    CDK_OUTDIR: outDir,
    [keptBundlesVariable]: bundled,
    // The CDK's own validation of the templates takes two thirds of a synthesis; here the templates are run anyway.
    CDK_VALIDATION: 'false',
    // A local run names all its settings; the file of a deployment from the same folder is not read.
    CDK_CONTEXT_JSON: JSON.stringify({ ...choices, file: 'none', env: deployment }),
  }
  try {
    await promisify(execFile)(process.execPath, ['infra/stacks/app.ts'], { cwd: root, env, maxBuffer: 1e8 })
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim()
    throw new Unsynthesized(said || `the CDK app could not be synthesized: ${String(error)}`, {
      cause: error,
    })
  }
}

/** Moves an assembly's bundles there, unless another assembly already has, and links to them. */
async function loadFrom(bundled: string, assembly: string): Promise<void> {
  for (const asset of (await readdir(assembly)).filter(name => name.startsWith('asset.'))) {
    const [own, shared] = [join(assembly, asset), join(bundled, asset)]
    await rename(own, shared).catch(async error => {
      if (!existsSync(shared)) throw error
      await rm(own, { recursive: true })
    })
    await symlink(relative(assembly, shared), own, 'junction')
  }
}

/**
 * A hash of all sources of a bundle or a template; settings are not part of it. Every run waits for it, and so many
 * small files read by promises compute six times as long.
 */
function fingerprint(): string {
  const hash = createHash('sha256').update(process.version)
  for (const file of [...folders.flatMap(filesIn), ...files].sort())
    hash.update(relative(root, file)).update(readFileSync(file))
  return hash.digest('hex').slice(0, 24)
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 24)

function filesIn(folder: string): readonly string[] {
  if (notRun.includes(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? filesIn(path) : [path]
  })
}

/** Another run may still load bundles from it. */
async function markUsed(folder: string): Promise<void> {
  const now = Date.now() / 1000
  await utimes(folder, now, now)
}
