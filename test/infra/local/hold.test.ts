import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { Unsynthesized } from '../../../infra/local/runner/assembly.ts'
import { holdLocalStack } from '../../../infra/local/runner/hold.ts'

const inProject = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url))
const aFile = () => join(mkdtempSync(join(tmpdir(), 'qt-hold-')), 'local.json')
const servers = () => process.getActiveResourcesInfo().filter(each => each === 'TCPServerWrap').length

test('a stack that cannot be synthesized leaves nothing open that would keep its process', async () => {
  const before = servers()
  const held = holdLocalStack({
    ...{ klines: [inProject('infra/local/sample')], rules: [], columns: {}, speed: 1, file: aFile() },
    environment: { QT_ALARM_EMAIL: 'none of them' },
  })
  await expect(held).rejects.toThrow(Unsynthesized)
  await vi.waitFor(() => expect(servers()).toBe(before))
})

test('a stack ends with the reader of its output, and removes its connection', async () => {
  const file = aFile()
  const args = [inProject('infra/local/local.ts'), '--file', file]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.once('data', () => child.stdout.destroy())
  const said = child.stderr.toArray()
  const [code] = await once(child, 'close')
  expect({ code, said: String(await said), found: existsSync(file) }).toEqual({
    code: 2,
    said: '',
    found: false,
  })
})
