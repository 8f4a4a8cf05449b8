import { createHash } from 'node:crypto'
import { globSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AssetHashType, DockerImage } from 'aws-cdk-lib'
import { Code } from 'aws-cdk-lib/aws-lambda'
import { buildSync } from 'esbuild'
import type { Venue } from '#ports/configuration.ts'
import { esbuildOptionsFor, madeFor } from './bundling.ts'
import { type BundleFile, keepBundles, keptBundle } from './kept-bundles.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** The functions of one environment; the lab's function is bundled separately. */
const handlers: readonly string[] = globSync('functions/**/handler.ts', {
  cwd: root,
  exclude: ['functions/replay'],
})

/**
 * Bundles each entry separately but in one run, because nearly all the code they read and parse is shared. Writes
 * nothing. Each bundle is `index.mjs` with its source map, in its own folder below `folder`; the map finds the sources
 * from there.
 */
export const bundle = (venue: Venue, entries: readonly string[], folder: string) =>
  buildSync({
    ...esbuildOptionsFor(venue),
    absWorkingDir: root,
    entryPoints: entries.map(entry => ({ in: entry, out: join(nameOf(entry), 'index') })),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    write: false,
    metafile: true,
    logLevel: 'warning',
  })

const nameOf = (entry: string): string => entry.replaceAll('/', '-')

type Bundled = ReturnType<typeof bundle>
const done = new Map<string, Bundled>()

/** Bundling the first function bundles all others too; an entry that is not ours, as in a test, is bundled alone. */
function bundledWith(entry: string, venue: Venue, folder: string): Bundled {
  const entries = handlers.includes(entry) ? handlers : [entry]
  const what = JSON.stringify([madeFor(venue), folder, entries])
  const bundled = done.get(what) ?? bundle(venue, entries, folder)
  done.set(what, bundled)
  return bundled
}

/**
 * Digest of a function's code: tells one release of it from another, wherever it is bundled. An assembly that contains
 * the function gives its own folder, so that it bundles it only once.
 */
export function releaseOf(entry: string, venue: Venue, assembly = join(root, 'cdk.out')): string {
  const { outputFiles } = bundledWith(entry, venue, resolve(assembly))
  const code = outputFiles.find(({ path }) => path.endsWith(join(nameOf(entry), 'index.mjs')))
  if (!code)
    throw new Error(`Expected ${entry} to be bundled, got ${outputFiles.map(({ path }) => path).join(', ')}`)
  return createHash('sha256').update(code.contents).digest('hex').slice(0, 16)
}

/** An entry's bundle: the kept one, or else one of a new run, which bundles all entries and keeps them. */
function filesOf(entry: string, venue: Venue, assembly: string): readonly BundleFile[] {
  const kept = handlers.includes(entry) ? keptBundle(madeFor(venue), nameOf(entry)) : undefined
  if (kept) return kept
  const { outputFiles } = bundledWith(entry, venue, assembly)
  const bundles = Map.groupBy(
    outputFiles.map(({ path, contents }) => ({ folder: dirname(path), name: basename(path), contents })),
    ({ folder }) => basename(folder),
  )
  if (handlers.includes(entry)) keepBundles(madeFor(venue), bundles)
  return bundles.get(nameOf(entry)) ?? []
}

/** The code of the function with this handler; the path starts at the repository's root. */
export function codeOf(entry: string, venue: Venue): Code {
  const write = (folder: string) => {
    for (const { name, contents } of filesOf(entry, venue, dirname(folder)))
      writeFileSync(join(folder, name), contents)
    return true
  }
  return Code.fromAsset(root, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      local: { tryBundle: write },
      // The CDK tells bundles apart by this command. No image ever runs: a bundle that cannot be made here fails.
      command: [madeFor(venue), entry],
      image: DockerImage.fromRegistry('none'),
    },
  })
}
