import { readFileSync } from 'node:fs'
import { afterAll } from 'vitest'

declare module 'vitest' {
  interface TaskMeta {
    /** The CPU time of the file's process and its threads for it, and of the processes that it started. */
    cpuMs?: { readonly own: number; readonly started: number }
  }
}

const ownMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** The time of ended processes, if the system tells it (Linux), in hundredths of a second. */
function startedMs(): number {
  if (process.platform !== 'linux') return 0
  const told = readFileSync('/proc/self/stat', 'utf8')
  const [user = 0, system = 0] = told.slice(told.lastIndexOf(')')).split(' ').slice(14, 16).map(Number)
  return (user + system) * 10
}

const before = { own: ownMs(), started: startedMs() }
// biome-ignore lint/correctness/noEmptyPattern: Vitest reads in it which fixtures are wanted
afterAll(({}, { file }) => {
  file.meta.cpuMs = { own: ownMs() - before.own, started: startedMs() - before.started }
})
