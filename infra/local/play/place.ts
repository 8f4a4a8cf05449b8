import { closeSync, openSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { findMarketFiles } from '../market/kline-files.ts'
import type { PlanOptions } from './plan.ts'

/** Why a file could not be written, or not completely: the disk is full, or write-protected. */
export class Unwritten extends Error {
  /** An own property, so that it still identifies the error when that comes out of a thread. */
  override readonly name = 'Unwritten'

  constructor(what: string, cause: unknown) {
    super(`${what}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
  }
}

/** Whether this error means that, here or in a thread. */
export const isUnwritten = (error: unknown): error is Error =>
  error instanceof Error && error.name === 'Unwritten'

/** Writes the file that an option named. Throws `Unwritten`. */
export function writePlaced(option: string, file: string, contents: string): void {
  try {
    writeFileSync(file, contents)
  } catch (cause) {
    throw new Unwritten(`--${option} ${file} is incomplete`, cause)
  }
}

/** Every file that is read as input. Throws if there are no klines. */
export function filesRead({
  klines,
  funding = [],
  rules = [],
  signals,
}: Pick<PlanOptions, 'klines' | 'rules'> &
  Partial<Pick<PlanOptions, 'funding' | 'signals'>>): readonly string[] {
  const { klines: candles, trades } = findMarketFiles(klines)
  return [
    ...[...candles, ...trades].map(({ path }) => path),
    ...funding,
    ...rules,
    ...(signals === undefined ? [] : [signals]),
  ]
}

/**
 * Checked before playing: each output file needs a place of its own, which is not an input file. Throws a message for
 * the operator.
 */
export function mustHavePlaces(
  written: Readonly<Record<string, string | undefined>>,
  read: readonly string[] = [],
): void {
  const inputs = new Set(read.flatMap(file => identityOf(file) ?? []))
  const taken = new Map<string, string>()
  for (const [option, file] of Object.entries(written)) {
    if (file === undefined) continue
    mustBeWritable(option, file)
    const identity = identityOf(file)
    if (identity === undefined) continue
    if (inputs.has(identity))
      throw new Error(
        `--${option} ${file}: this file is read as input and would be overwritten; name another.`,
      )
    const other = taken.get(identity)
    if (other !== undefined)
      throw new Error(`--${other} and --${option}: expected two different files, got ${file} twice.`)
    taken.set(identity, option)
  }
}

function mustBeWritable(option: string, file: string): void {
  const found = statSync(file, { throwIfNoEntry: false })
  if (found?.isDirectory()) throw new Error(`--${option} ${file}: expected a file, got a folder.`)
  if (!statSync(dirname(file), { throwIfNoEntry: false })?.isDirectory())
    throw new Error(`--${option} ${file}: there is no folder ${dirname(file)}.`)
  // Opening a pipe here would end it for its reader.
  if (found && !found.isFile()) return
  try {
    closeSync(openSync(file, 'a'))
    if (!found) rmSync(file)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`--${option} ${file}: expected a writable file, got ${why}.`, { cause })
  }
}

/** One identity for all names of a file, links included; undefined for what is not a file, such as a device. */
function identityOf(file: string): string | undefined {
  const found = statSync(file, { throwIfNoEntry: false, bigint: true })
  if (found) return found.isFile() ? `${found.dev}:${found.ino}` : undefined
  const folder = dirname(file)
  return statSync(folder, { throwIfNoEntry: false }) && join(realpathSync(folder), basename(file))
}
