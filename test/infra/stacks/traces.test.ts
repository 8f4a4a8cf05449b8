import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { esbuildOptionsFor } from '../../../infra/stacks/bundling.ts'

const folder = mkdtempSync(join(tmpdir(), 'quantum-trader-traces-'))
afterAll(() => rmSync(folder, { recursive: true }))

const bundle = join(folder, 'index.mjs')
beforeAll(async () => {
  const handler = fileURLToPath(new URL('../../../functions/signal-gate/handler.ts', import.meta.url))
  await build({ ...esbuildOptionsFor('paper'), entryPoints: [handler], outfile: bundle })
})

/** What a fresh process prints that imports the bundle without the settings it needs. */
async function printed(program: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
    env: {},
  })
  return stdout
}
const importing = `await import('${pathToFileURL(bundle).href}').catch(error => console.log(error.stack))`

describe('the stack trace of an error in a bundle', () => {
  test('names the functions and the lines of the sources', async () => {
    const [, ...calls] = (await printed(importing)).split(/\n(?= {4}at )/)
    expect(calls[0]).toMatch(/^ {4}at loadResources \(\S*shared\/settings\/resources\.ts:\d+:\d+\)$/)
    expect(calls[1]).toMatch(/^ {4}at \S*functions\/signal-gate\/handler\.ts:\d+:\d+$/)
    expect(calls.join('\n')).not.toContain(bundle)
  })

  test('is Node’s own if no call of the bundle is in it', async () => {
    const elsewhere = "console.log(new TypeError('elsewhere').stack)"
    const beside = importing.replace('console.log(error.stack)', 'error.stack')
    const alone = await printed(`await 0\n${elsewhere}`)
    expect(alone).toMatch(/^TypeError: elsewhere\n {4}at /)
    expect(await printed(`${beside}\n${elsewhere}`)).toBe(alone)
  })

  test('names the lines of the bundle if the map was cut, and says so', async () => {
    truncateSync(`${bundle}.map`, 500)
    const trace = await printed(importing)
    expect(trace).toContain(`${pathToFileURL(bundle).href}:`)
    expect(trace).toMatch(/\n {4}\(the source map cannot be read: .+\)\n$/)
  })

  test('names the lines of the bundle if there is no map', async () => {
    rmSync(`${bundle}.map`)
    expect(await printed(importing)).toContain(`${pathToFileURL(bundle).href}:`)
  })
})
