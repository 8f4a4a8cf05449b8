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
import { writeWholePrivately } from '../../write-whole.ts'
import { frameOf, readFrames } from './frames.ts'

/** The saves of one folder, in files; each file begins with a full save and goes on with changes. */
export interface StateFiles {
  /** Begins a file with a full save; keeps the file before it, and deletes older ones. */
  begin(lines: readonly string[]): Promise<void>
  /** Appends a save. */
  add(lines: readonly string[]): void
  /** Whether the file has grown so much that a new one is smaller, or that too much hangs on its beginning. */
  isLong(): boolean
}

export interface FoundState {
  /** The file that holds it. */
  readonly number: number
  /** All saved lines, in order. */
  readonly lines: readonly string[]
  /** What could not be read, in words; undefined if nothing is damaged. */
  readonly damage: string | undefined
}

/** No save can be read. */
export class StateDamaged extends Error {
  override readonly name = 'StateDamaged'
}

const nameOf = (number: number) => `state-${String(number).padStart(6, '0')}.jsonl`
const numberIn = (name: string): number => Number(/^state-(\d{6,})\.jsonl$/.exec(name)?.[1])
/** Left by a process that was killed while it began a file. */
const unfinished = /^state-\d{6,}\.jsonl\.\d+$/

const numbersIn = (folder: string): readonly number[] =>
  (existsSync(folder) ? readdirSync(folder) : [])
    .map(numberIn)
    .filter(number => number > 0)
    .sort((a, b) => b - a)

/** The newest readable file's content; undefined if there are no files. Throws `StateDamaged`. */
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
    `expected a readable state in ${folder}, got none: ${told.join('; ')}\n` +
      '    → start afresh with --reset, which sets these files aside',
  )
}

/** Beyond this, only a file that began larger is appended to. */
const mostAddedBytes = 8 * 1024 * 1024
/** And at most this many saves: if the beginning of a file is damaged, all saves after it are lost. */
const mostAddedSaves = 120

/** `from`: the file that holds the state until another is begun. */
export function createStateFiles(folder: string, from: number | undefined): StateFiles {
  let [newest = 0] = numbersIn(folder)
  let current = from
  let [beganBytes, addedBytes, addedSaves] = [0, 0, 0]
  for (const name of readdirSync(folder).filter(each => unfinished.test(each))) rmSync(join(folder, name))
  return {
    async begin(lines) {
      const frame = frameOf(lines)
      newest += 1
      await writeWholePrivately(join(folder, nameOf(newest)), frame)
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
