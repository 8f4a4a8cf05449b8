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

/** A file of a bundle, by its name in the bundle's folder. */
export interface BundleFile {
  readonly name: string
  readonly contents: Uint8Array
}

/**
 * The variable that names a folder of bundles made from these very sources. A local run sets it, because it synthesizes
 * the same functions with many settings (infra/local/runner/assembly.ts). A deploy never sets it, and always bundles
 * anew.
 */
export const keptBundlesVariable = 'QUANTUM_TRADER_BUNDLES'

/** A kept bundle; undefined: none is kept. */
export function keptBundle(madeFor: string, name: string): readonly BundleFile[] | undefined {
  const folder = placeOf(madeFor)
  if (!folder || !existsSync(folder)) return undefined
  return readdirSync(join(folder, name)).map(file => ({
    name: file,
    contents: readFileSync(join(folder, name, file)),
  }))
}

/** Keeps all bundles made for an environment, by name: all of them or none. */
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
    // Another run kept the same bundles first.
    if (!existsSync(folder)) throw error
  }
}

function placeOf(madeFor: string): string | undefined {
  const kept = process.env[keptBundlesVariable]
  return kept === undefined ? undefined : join(kept, madeFor)
}
