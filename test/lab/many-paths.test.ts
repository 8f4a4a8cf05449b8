import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

test('many paths leave no file open, so that there may be more than a process may open files', async () => {
  const lab = 'ulimit -n 32; exec "$0" infra/lab/lab.ts --from 2025-02-03T00:50 --to 2025-02-03T00:52'
  const run = promisify(execFile)(
    'sh',
    ['-c', `${lab} --rule rsi:2,30,70,1m --path random:25`, process.execPath],
    { cwd: root },
  )
  const { stdout } = await run
  expect(stdout).toMatch(
    /USDT {2}random:25, 0 positions\n {2}pass all promises on each of these too, every decision equal\n/,
  )
})
