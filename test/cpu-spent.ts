import { readFileSync } from 'node:fs'
import { afterAll } from 'vitest'

declare module 'vitest' {
  interface TaskMeta {
    /** What the file's process and its threads computed for it, and what the processes did that it started. */
    cpuMs?: { readonly own: number; readonly started: number }
  }
}

const ownMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Of processes that have ended, where the system tells it (Linux), in hundredths of a second. */
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
