import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { esbuildOptionsFor } from '../../../infra/stacks/bundling.ts'
import type { FunctionName } from './jobs.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const handlers = {
  'signal-gate': 'signal-gate',
  executor: 'executor',
  survey: 'monitor/survey',
  inspect: 'monitor/inspect',
  'close-cleanup': 'close-cleanup',
} as const satisfies Record<FunctionName, string>

/** Builds every function as a later version of itself (fixtures/tomorrow.ts); returns the files by function. */
export async function buildTomorrow(): Promise<Readonly<Record<FunctionName, string>>> {
  const folder = mkdtempSync(join(tmpdir(), 'quantum-trader-tomorrow-'))
  const names = Object.keys(handlers) as readonly FunctionName[]
  const files = (ending: string) =>
    Object.fromEntries(names.map(name => [name, join(folder, `${name}.${ending}`)])) as Record<
      FunctionName,
      string
    >
  const entryPoints = files('ts')
  for (const name of names) {
    const contents = `
      import { ofTomorrow } from '${root}test/infra/local/fixtures/tomorrow.ts'
      import { handler as today } from '${root}functions/${handlers[name]}/handler.ts'
      export const handler = ofTomorrow(today)`
    writeFileSync(entryPoints[name], contents)
  }
  const written = { outdir: folder, outExtension: { '.js': '.mjs' } }
  await build({ ...esbuildOptionsFor('paper'), entryPoints, ...written, logLevel: 'error' })
  return files('mjs')
}
