import { mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeWhole } from '../write-whole.ts'

const usualFile = fileURLToPath(new URL('../../.quantum-trader/took.json', import.meta.url))

/** Milliseconds that a task took on this machine the last time; undefined if unknown. */
export function lastTook(what: string, file = usualFile): number | undefined {
  const ms = readAll(file)[what]
  return typeof ms === 'number' && ms > 0 ? ms : undefined
}

/** Stores the duration for the next time. */
export function keepTook(what: string, ms: number, file = usualFile): void {
  mkdirSync(dirname(file), { recursive: true })
  writeWhole(file, JSON.stringify({ ...readAll(file), [what]: Math.round(ms) }))
}

/** It only serves an estimate: a missing or truncated file is ignored. */
function readAll(file: string): Readonly<Record<string, unknown>> {
  try {
    return { ...JSON.parse(readFileSync(file, 'utf8')) }
  } catch {
    return {}
  }
}
