import { randomUUID } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { uptime } from 'node:os'
import { join } from 'node:path'
import { systemRefusal } from '../runner/system-refusal.ts'

/** Another process uses the folder. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse'
}

/** Nothing can be kept in the folder; the message has the system's reason. */
export class FolderUnusable extends Error {
  override readonly name = 'FolderUnusable'
}

interface Holder {
  readonly pid: number
  /** When this machine booted, in milliseconds: since then a process number may mean another process. */
  readonly bootedAt: number
  readonly token: string
}

export interface FolderLock {
  /** Whether this process still owns it: a process that slept long may have lost it. */
  isHeld(): boolean
  release(): void
}

const bootedAt = () => Date.now() - uptime() * 1000
/** Tolerance between two readings of the boot time: clocks of machines are adjusted now and then. */
const sameBootMs = 60_000

/**
 * Takes the folder for this process. Throws `FolderInUse` if another live process holds it, `FolderUnusable` if it
 * cannot be written to.
 */
export function lockFolder(folder: string): FolderLock {
  try {
    return lock(folder)
  } catch (error) {
    const why = systemRefusal(error)
    if (why === undefined) throw error
    throw new FolderUnusable(
      `expected to keep the state in the folder ${folder}, got ${why}\n` +
        '    → free space or fix its permissions, or choose another: --state FOLDER',
      { cause: error },
    )
  }
}

function lock(folder: string): FolderLock {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'lock')
  const own: Holder = { pid: process.pid, bootedAt: bootedAt(), token: randomUUID() }
  while (!written(path, own)) {
    const holder = holderIn(path)
    if (holder && isAlive(holder))
      throw new FolderInUse(
        `a run at today's prices (process ${holder.pid}) already uses ${folder}\n` +
          '    → end it with Ctrl-C, or give this run another folder: --state FOLDER',
      )
    removeStale(path, holder)
  }
  return {
    isHeld: () => holderIn(path)?.token === own.token,
    release() {
      if (holderIn(path)?.token === own.token) rmSync(path, { force: true })
    },
  }
}

/** Creates the lock whole or not at all; false if another one is there. */
function written(path: string, holder: Holder): boolean {
  const aside = `${path}.${holder.token}`
  try {
    writeFileSync(aside, `${JSON.stringify(holder)}\n`)
    linkSync(aside, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(aside, { force: true })
  }
}

/** Undefined if there is no complete lock. */
function holderIn(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder
  } catch {
    return undefined
  }
}

function isAlive({ pid, bootedAt: then }: Holder): boolean {
  if (Math.abs(bootedAt() - then) > sameBootMs) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * Two processes may find the same stale lock, and one removes it; the other must not remove the lock written after
 * that.
 */
function removeStale(path: string, stale: Holder | undefined): void {
  const aside = `${path}.${randomUUID()}`
  try {
    renameSync(path, aside)
    if (holderIn(aside)?.token !== stale?.token) linkSync(aside, path)
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  } finally {
    rmSync(aside, { force: true })
  }
}
