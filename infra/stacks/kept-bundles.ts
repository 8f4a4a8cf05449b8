import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'

/** A file of a bundle, by its name in the bundle's own folder. */
export interface BundleFile {
  readonly name: string
  readonly contents: Uint8Array
}

/**
 * The variable that names a folder with bundles of the very same sources. A run on this machine sets it, because it
 * synthesizes the same functions with many settings (infra/local/runner/assembly.ts); a deploy never does, and bundles
 * what it finds.
 */
export const keptBundlesVariable = 'QUANTUM_TRADER_BUNDLES'

/** A bundle that was kept, or undefined. */
export function keptBundle(madeFor: string, name: string): readonly BundleFile[] | undefined {
  const folder = placeOf(madeFor)
  if (!folder || !existsSync(folder)) return undefined
  return readdirSync(join(folder, name)).map(file => ({
    name: file,
    contents: readFileSync(join(folder, name, file)),
  }))
}

/** Keeps all bundles that were made for an environment, by their names; all of them or none. */
export function keepBundles(madeFor: string, bundles: ReadonlyMap<string, readonly BundleFile[]>): void {
  const folder = placeOf(madeFor)
  if (!folder) return
  mkdirSync(join(folder, '..'), { recursive: true })
  const making = mkdtempSync(`${folder}-making-`)
  for (const [name, files] of bundles) {
    mkdirSync(join(making, basename(name)))
    for (const file of files) writeFileSync(join(making, name, file.name), file.contents)
  }
  try {
    renameSync(making, folder)
  } catch (error) {
    // Another run was faster with the same.
    if (!existsSync(folder)) throw error
  }
}

function placeOf(madeFor: string): string | undefined {
  const kept = process.env[keptBundlesVariable]
  return kept === undefined ? undefined : join(kept, madeFor)
}
