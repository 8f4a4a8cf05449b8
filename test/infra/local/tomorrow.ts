import { mkdtempSync } from 'node:fs'
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

/** Builds every function as a later version of it (fixtures/tomorrow.ts); answers the files by function. */
export async function buildTomorrow(): Promise<Readonly<Record<FunctionName, string>>> {
  const folder = mkdtempSync(join(tmpdir(), 'quantum-trader-tomorrow-'))
  const built = Object.entries(handlers).map(async ([name, path]) => {
    const contents = `
      import { ofTomorrow } from './test/infra/local/fixtures/tomorrow.ts'
      import { handler as today } from './functions/${path}/handler.ts'
      export const handler = ofTomorrow(today)`
    const outfile = join(folder, `${name}.mjs`)
    const stdin = { contents, resolveDir: root, sourcefile: `${name}-of-tomorrow.ts`, loader: 'ts' } as const
    await build({ ...esbuildOptionsFor('paper'), stdin, outfile, logLevel: 'error' })
    return [name, outfile] as const
  })
  return Object.fromEntries(await Promise.all(built)) as Record<FunctionName, string>
}
