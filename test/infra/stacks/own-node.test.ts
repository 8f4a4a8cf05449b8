import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

/** What cdk.json starts, on a Node that claims to be this one, below a process with a cdk command line. */
async function startedOn(
  version: string,
  said: Readonly<Record<string, string>> = {},
  cdk: readonly string[] = [],
) {
  const [node, ...app] = (JSON.parse(readFileSync('cdk.json', 'utf8')).app as string).split(' ')
  const posing = `Object.defineProperty(process, 'versions', { value: { node: '${version}' } })`
  const args = ['--import', `data:text/javascript,${encodeURIComponent(posing)}`, ...app]
  // With an unknown environment's name, the app itself ends at once, and its message shows that it began.
  const env = { ...process.env, CDK_CONTEXT_JSON: '{"env":"no-environment"}', ...said }
  expect(node).toBe('node')
  try {
    const command = [process.execPath, ...args]
    await promisify(execFile)('sh', ['-c', `shift ${cdk.length}; "$@"; exit $?`, 'sh', ...cdk, ...command], {
      env,
    })
  } catch (error) {
    return error as { readonly code: number; readonly stderr: string }
  }
  throw new Error('Expected the app to end with an exit code other than 0')
}

test('cdk on another Node says to use npx cdk, not that a file has an unknown ending', async () => {
  const { code, stderr } = await startedOn('20.19.0')
  expect(stderr).toMatch(
    /^quantum-trader: expected Node 24, got Node 20\.19\.0: .*Run npx cdk in the project/,
  )
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect(code).toBe(1)
  const own = await startedOn('24.1.0', { CDK_OUTDIR: 'cdk.out', CDK_DEFAULT_ACCOUNT: '123456789012' })
  expect(own.stderr).not.toContain('credentials')
  expect(own.stderr).toContain('-c env=no-environment: expected paper, demo, live')
})

test('cdk without credentials says so before it makes templates, and which command says it sooner', async () => {
  const { stderr } = await startedOn('24.1.0', { CDK_OUTDIR: 'cdk.out' })
  expect(stderr).toMatch(
    /^quantum-trader: expected AWS credentials, got none .* npm run deploy says so at once\n/,
  )
})

test.each(['deploy', 'bootstrap'])('cdk %s without credentials ends at once', async command => {
  const without = { CDK_OUTDIR: 'cdk.out', CDK_DEFAULT_ACCOUNT: '' }
  const { code, stderr } = await startedOn('24.1.0', without, ['/of/cdk', command, '--all', '-c', 'env=live'])
  expect(stderr.trim().split('\n')).toEqual([
    expect.stringMatching(
      `^quantum-trader: expected AWS credentials, got none .*: cdk ${command} needs them\\. `,
    ),
  ])
  expect(stderr).not.toContain('no-environment')
  expect(code).toBe(1)
  const logged = await startedOn('24.1.0', { ...without, CDK_DEFAULT_ACCOUNT: '123456789012' }, [
    'cdk',
    command,
  ])
  expect(logged.stderr).toContain('-c env=no-environment: expected paper, demo, live')
})

test('cdk synth needs no credentials, and does not mention them', async () => {
  const { stderr } = await startedOn('24.1.0', { CDK_OUTDIR: 'cdk.out' }, ['cdk', 'synth', '-c', 'env=live'])
  expect(stderr).not.toContain('credentials')
  expect(stderr).toContain('-c env=no-environment: expected paper, demo, live')
})
