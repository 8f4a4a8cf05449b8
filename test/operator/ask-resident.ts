import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Asked, Ended } from './resident-protocol.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

// One for the worker: its test files, one after the other, share this module.
let resident: ChildProcess | undefined
let last = 0
const waiting = new Map<number, PromiseWithResolvers<Ended>>()

/** Runs a command of the tool in the resident process; rejects if that process ends meanwhile. */
export function askResident(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  itsOwn: NodeJS.ProcessEnv,
): Promise<Ended> {
  resident ??= startResident(itsOwn)
  last += 1
  const ended = Promise.withResolvers<Ended>()
  waiting.set(last, ended)
  resident.send({ id: last, args, environment } satisfies Asked)
  return ended.promise
}

/** It ends with the process that asks. */
function startResident(env: NodeJS.ProcessEnv): ChildProcess {
  const started = fork(fileURLToPath(new URL('resident.ts', import.meta.url)), {
    ...{ cwd: root, env, execArgv: [] },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  started.on('message', (ended: Ended) => {
    waiting.get(ended.id)?.resolve(ended)
    waiting.delete(ended.id)
  })
  started.once('exit', code => {
    for (const { reject } of waiting.values())
      reject(new Error(`expected the resident tool to answer, it exited with ${code}`))
    waiting.clear()
    resident = undefined
  })
  return started
}
