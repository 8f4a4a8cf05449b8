/**
 * The tool in one resident process: loading it takes most of a command's time. Each command has an environment,
 * outputs and an exit code of its own, as in a process of its own with pipes for a terminal.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { Writable } from 'node:stream'
import { keepCompiled } from '../../infra/local/compiled.mjs'
import type { Asked, Ended } from './resident-protocol.ts'

class Collecting extends Writable {
  readonly #chunks: Buffer[] = []
  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.#chunks.push(chunk)
    done()
  }
  text = () => Buffer.concat(this.#chunks).toString()
}

/** The parts of `process` that each command has for itself. */
interface Own {
  readonly env: NodeJS.ProcessEnv
  readonly stdout: Collecting
  readonly stderr: Collecting
  exitCode: number
}

const running = new AsyncLocalStorage<Own>()
const whoseIs = (name: PropertyKey, whole: NodeJS.Process): object => {
  const own = running.getStore()
  return own && name in own ? own : whole
}
const { process: whole } = globalThis
globalThis.process = new Proxy(whole, {
  get: (_, name) => Reflect.get(whoseIs(name, whole), name),
  set: (_, name, value) => Reflect.set(whoseIs(name, whole), name, value),
})
// For packages, some of which import `process` instead of using the global one.
for (const name of ['stdout', 'stderr'] as const) {
  const outside = whole[name]
  Object.defineProperty(whole, name, { get: () => running.getStore()?.[name] ?? outside })
}

keepCompiled()
const { runCommandLine } = await import('../../infra/operator/command-line.ts')

whole.on('message', async ({ id, args, environment: env }: Asked) => {
  const own: Own = { env, stdout: new Collecting(), stderr: new Collecting(), exitCode: 0 }
  await running.run(own, () => runCommandLine(args))
  const ended: Ended = { id, code: own.exitCode, out: own.stdout.text(), err: own.stderr.text() }
  whole.send?.(ended)
})
