import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Asked, Ended } from './resident-protocol.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Test files that run in this process one after the other share it, though each loads this module anew. */
interface Shared {
  resident?: ChildProcess | undefined
  last: number
  readonly waiting: Map<number, PromiseWithResolvers<Ended>>
}
const place = Symbol.for('quantum-trader/resident')
const ofProcess = process as typeof process & { [place]?: Shared }
const shared: Shared = ofProcess[place] ?? { last: 0, waiting: new Map() }
ofProcess[place] = shared
const { waiting } = shared

/** Runs a command of the tool in the process that stays; rejects when that process ends over it. */
export function askResident(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  itsOwn: NodeJS.ProcessEnv,
): Promise<Ended> {
  shared.resident ??= startResident(itsOwn)
  shared.last += 1
  const ended = Promise.withResolvers<Ended>()
  waiting.set(shared.last, ended)
  shared.resident.send({ id: shared.last, args, environment } satisfies Asked)
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
    shared.resident = undefined
  })
  return started
}
