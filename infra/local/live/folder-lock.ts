import { randomUUID } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { uptime } from 'node:os'
import { join } from 'node:path'

/** Another process has the folder. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse'
}

/** Nothing can be kept in the folder, by what the system says of it. */
export class FolderUnusable extends Error {
  override readonly name = 'FolderUnusable'
}

interface Holder {
  readonly pid: number
  /** When this machine was started, in milliseconds: after that the number means another process. */
  readonly bootedAt: number
  readonly token: string
}

export interface FolderLock {
  /** Whether it is still this process's: one that slept long may have lost it. */
  isHeld(): boolean
  release(): void
}

const bootedAt = () => Date.now() - uptime() * 1000
/** By so much two readings of it may differ: the clock of a machine is set now and then. */
const sameBootMs = 60_000

/**
 * Takes the folder for this process. Throws `FolderInUse` where another one has it that is alive, `FolderUnusable` where
 * it cannot be written to.
 */
export function lockFolder(folder: string): FolderLock {
  try {
    return lock(folder)
  } catch (error) {
    const { syscall, message } = error as NodeJS.ErrnoException
    if (syscall === undefined) throw error
    throw new FolderUnusable(
      `expected a folder to keep the state in at ${folder}, got ${message}\n` +
        '    → make room there, or see to its rights, or give another one: --state FOLDER',
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
        `a run at today's prices (process ${holder.pid}) has ${folder}\n` +
          '    → end it with Ctrl-C, or give this one a folder of its own: --state FOLDER',
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

/** It is there whole or not at all; false where another one is. */
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

/** Undefined where there is none, or none that is whole. */
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

/** Of two that find the same stale lock one takes it away; the other must not take away the one that is written then. */
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
