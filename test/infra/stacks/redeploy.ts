import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { aRule, environments, someChannels, synthesizeApp } from './synthesized.ts'

/**
 * Whether each environment can be deployed again after it was destroyed, as far as moto can tell. Run it by hand: it
 * needs a Python that has moto (`pip install moto[cloudformation]`), and says so if there is none.
 */
const python = process.env.PYTHON ?? 'python3'
const run = (...given: readonly string[]) => spawnSync(python, given, { encoding: 'utf8' })

if (run('-c', 'import moto, boto3').status !== 0) {
  console.log(`skipped: ${python} has no moto`)
} else {
  const chosen = { webhook: 'true', rule: aRule, notify: someChannels }
  const withAll = ['paper', { QT_SOURCES: '{"tv-btc":{}}' }, chosen] as const
  for (const [name, said, choices = {}] of [...environments, withAll]) {
    const { directory } = synthesizeApp(name, said, choices).app.synth()
    const { status, stdout, stderr } = run(
      '-W',
      'ignore',
      join(import.meta.dirname, 'redeploy.py'),
      directory,
    )
    console.log(status === 0 ? stdout.trim() : `FAIL ${name}\n${stderr}`)
    if (status !== 0) process.exitCode = 1
  }
}
