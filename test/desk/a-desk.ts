import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type HeldStack, type HoldOptions, holdLocalStack } from '../../infra/local/hold.ts'

const inProject = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** What the tool's process came to. */
export interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
  /** The answer under --json. */
  // biome-ignore lint/suspicious/noExplicitAny: each command answers its own
  json(): any
}

/** An environment without AWS in it, so that nothing of the machine's is used. */
export const bare = {
  PATH: process.env.PATH ?? '',
  HOME: '/nonexistent',
  AWS_EC2_METADATA_DISABLED: 'true',
  TZ: 'UTC',
}

/** Runs the real tool as a process, its output into pipes. */
export async function qt(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ran> {
  return run(process.execPath, [inProject('infra/desk/qt.ts'), ...args], environment)
}

export async function run(
  file: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  input = '',
): Promise<Ran> {
  const child = spawn(file, args, { env: { ...bare, ...environment }, cwd: inProject('.') })
  child.stdin.end(input)
  const [out, err] = await Promise.all(
    [child.stdout, child.stderr].map(async stream => Buffer.concat(await stream.toArray()).toString()),
  )
  const code = child.exitCode ?? (await new Promise<number | null>(resolve => child.once('close', resolve)))
  return { code, out: out ?? '', err: err ?? '', json: () => JSON.parse(out ?? '') }
}

export interface LocalDesk extends HeldStack {
  /** The tool at this stack. */
  qt(...args: readonly string[]): Promise<Ran>
  readonly file: string
}

/** A local stack over the sample market, and the tool at it. */
export async function openDesk(options: Partial<HoldOptions> = {}): Promise<LocalDesk> {
  const folder = mkdtempSync(join(tmpdir(), 'qt-desk-'))
  const file = join(folder, 'local.json')
  const held = await holdLocalStack({
    klines: [inProject('infra/local/sample')],
    speed: 10,
    file,
    ...options,
  })
  return {
    ...held,
    file,
    qt: (...args) => qt([...args, `--local=${file}`]),
    async close() {
      await held.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
