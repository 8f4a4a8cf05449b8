import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { tapesKey } from '#paper/feed/dynamo-tapes.ts'
import type { Said } from '#settings/said.ts'
import type { Keeping } from '../runner/keeping/keeping.ts'
import { type KeptLine, stateOf } from '../runner/keeping/kept.ts'
import { lockFolder } from './folder-lock.ts'
import { type Heading, headingIn, mustMeanTheSame } from './made-with.ts'
import { createSaving } from './saving.ts'
import { createStateFiles, findState } from './state-files.ts'

/** A run at today's prices that is kept for the next one, in a folder of its own. */
export interface KeptRun {
  readonly keeping: Keeping
  /** From now on saves the stack's state every few seconds. */
  follow(cut: (isWhole: boolean) => Promise<readonly string[]>): Promise<void>
  /** Saves once more and releases the folder; repeating it does nothing. */
  close(): Promise<void>
  /** Whether the folder has every change since `follow`; known once it is closed. */
  isSaved(): boolean
}

export interface KeptRunOptions {
  readonly folder: string
  /** The settings that shape the state. */
  readonly said: Said
  /** Starts afresh and sets the old state aside. */
  readonly reset: boolean
  readonly tell: (line: string) => void
}

/** Real time between two saves. */
const everyMs = 5_000

/**
 * Takes the folder and reads what another run left there. Throws `FolderInUse`, `FolderUnusable`, `OtherSettings`,
 * `StateDamaged`.
 */
export function openKeptRun({ folder, said, reset, tell }: KeptRunOptions): KeptRun {
  const lock = lockFolder(folder)
  try {
    if (reset) putAside(folder, tell)
    const found = findState(folder)
    const state = found && stateIn(found.lines, said, folder)
    if (found?.damage) tell(`A save was lost: ${found.damage}. The run continues from the save before it.`)
    const files = createStateFiles(folder, found?.number)
    const heading = JSON.stringify({ v: 1, said } satisfies Heading)
    let saving: ReturnType<typeof createSaving> | undefined
    let timer: NodeJS.Timeout | undefined
    let isSaved = true
    return {
      keeping: { state, passing: [tapesKey], saved: async () => saving?.saved() ?? false },
      async follow(cut) {
        saving = createSaving({ files, heading, cut, isHeld: lock.isHeld, tell })
        await saving.saved()
        timer = setInterval(() => void saving?.saved(), everyMs)
      },
      async close() {
        clearInterval(timer)
        if (saving) isSaved = await saving.end()
        saving = undefined
        lock.release()
      },
      isSaved: () => isSaved,
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

function stateIn(lines: readonly string[], said: Said, folder: string) {
  const [first, ...rest] = lines
  mustMeanTheSame(headingIn(first).said, said, folder)
  return stateOf(rest.map(line => JSON.parse(line) as KeptLine))
}

/** Deletes nothing: the operator may still want to look at it. */
function putAside(folder: string, tell: (line: string) => void): void {
  const files = readdirSync(folder).filter(name => name.startsWith('state-'))
  if (files.length === 0) return
  const aside = freeName(join(folder, `before-${new Date().toISOString().slice(0, 10)}`))
  mkdirSync(aside)
  for (const name of files) renameSync(join(folder, name), join(aside, name))
  tell(`The old state is kept in ${aside}.`)
}

function freeName(wanted: string): string {
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? wanted : `${wanted}-${count}`
    if (!existsSync(name)) return name
  }
}
