import {
  closeSync,
  existsSync,
  fdatasyncSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { frameOf, readFrames } from './frames.ts'

/** The saves of one folder, in files of which each begins with everything, and goes on with what changed since. */
export interface StateFiles {
  /** Begins a file with everything; the one before it stays, those before that go. */
  begin(lines: readonly string[]): Promise<void>
  /** Adds a save to it. */
  add(lines: readonly string[]): void
  /** Whether so much was added that another file is smaller, or so much would be lost with its beginning. */
  isLong(): boolean
}

export interface FoundState {
  /** The file that holds it. */
  readonly number: number
  /** All that was saved, in the order in which it was. */
  readonly lines: readonly string[]
  /** What could not be read, in words; undefined where all could. */
  readonly damage: string | undefined
}

/** Nothing that was saved can be read. */
export class StateDamaged extends Error {
  override readonly name = 'StateDamaged'
}

const nameOf = (number: number) => `state-${String(number).padStart(6, '0')}.jsonl`
const numberIn = (name: string): number => Number(/^state-(\d{6,})\.jsonl$/.exec(name)?.[1])
/** What a process that was killed left of a file that it began. */
const unfinished = /^state-\d{6,}\.jsonl\.\d+$/

const numbersIn = (folder: string): readonly number[] =>
  (existsSync(folder) ? readdirSync(folder) : [])
    .map(numberIn)
    .filter(number => number > 0)
    .sort((a, b) => b - a)

/** What the newest file that can be read holds; undefined where there is none. Throws `StateDamaged`. */
export function findState(folder: string): FoundState | undefined {
  const numbers = numbersIn(folder)
  const told: string[] = []
  for (const number of numbers) {
    const { frames, damagedBytes } = readFrames(readFileSync(join(folder, nameOf(number))))
    if (damagedBytes > 0) told.push(`${nameOf(number)} has ${damagedBytes} bytes of an incomplete save`)
    if (frames.length === 0) continue
    const damage = told.length > 0 ? told.join('; ') : undefined
    return { number, lines: frames.flat(), damage }
  }
  if (numbers.length === 0) return undefined
  throw new StateDamaged(
    `expected a state in ${folder}, got none that can be read: ${told.join('; ')}\n` +
      '    → begin anew with --reset, which keeps these files aside',
  )
}

/** More than that is added only to a file that is itself larger. */
const mostAddedBytes = 8 * 1024 * 1024
/** And not more saves than that: where the beginning of a file is damaged, all that was added to it counts as not made. */
const mostAddedSaves = 120

/** `from` is the file that holds the state until another is begun. */
export function createStateFiles(folder: string, from: number | undefined): StateFiles {
  let [newest = 0] = numbersIn(folder)
  let current = from
  let [beganBytes, addedBytes, addedSaves] = [0, 0, 0]
  for (const name of readdirSync(folder).filter(each => unfinished.test(each))) rmSync(join(folder, name))
  return {
    async begin(lines) {
      const frame = frameOf(lines)
      newest += 1
      await writeFileAtomic(join(folder, nameOf(newest)), frame, { mode: 0o600 })
      const kept = [newest, current]
      for (const old of numbersIn(folder).filter(each => !kept.includes(each)))
        rmSync(join(folder, nameOf(old)))
      current = newest
      beganBytes = frame.byteLength
      addedBytes = 0
      addedSaves = 0
    },
    add(lines) {
      const frame = frameOf(lines)
      const file = openSync(join(folder, nameOf(newest)), 'a')
      try {
        writeWhole(file, frame)
        fdatasyncSync(file)
      } finally {
        closeSync(file)
      }
      addedBytes += frame.byteLength
      addedSaves += 1
    },
    isLong: () => addedSaves >= mostAddedSaves || addedBytes > Math.max(mostAddedBytes, beganBytes),
  }
}

function writeWhole(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.byteLength; ) at += writeSync(file, bytes, at)
}
