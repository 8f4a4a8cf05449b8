import { closeSync, openSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { findMarketFiles } from '../market/kline-files.ts'
import type { PlanOptions } from './plan.ts'

/** Why a file is not there, or not whole, in words for who named it: the disk is full, or may not be written to. */
export class Unwritten extends Error {
  /** An own property: so it is known by it, even when it comes out of a thread. */
  override readonly name = 'Unwritten'

  constructor(what: string, cause: unknown) {
    super(`${what}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
  }
}

/** Whether that is what went wrong, here or in a thread. */
export const isUnwritten = (error: unknown): error is Error =>
  error instanceof Error && error.name === 'Unwritten'

/** Writes what an option named a file for. Throws `Unwritten`. */
export function writePlaced(option: string, file: string, contents: string): void {
  try {
    writeFileSync(file, contents)
  } catch (cause) {
    throw new Unwritten(`--${option} ${file} is not whole`, cause)
  }
}

/** Every file that is read for what is played. Throws where klines are none. */
export function filesRead({
  klines,
  funding = [],
  rules = [],
  signals,
}: Pick<PlanOptions, 'klines' | 'rules' | 'signals'> &
  Partial<Pick<PlanOptions, 'funding'>>): readonly string[] {
  const { klines: candles, trades } = findMarketFiles(klines)
  return [
    ...[...candles, ...trades].map(({ path }) => path),
    ...funding,
    ...rules,
    ...(signals === undefined ? [] : [signals]),
  ]
}

/**
 * Before anything is played: what is written in the end, by the option that names it, must have a place of its own, which
 * is nothing that is read. Throws in words for who named the files.
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
      throw new Error(`--${option} ${file}: expected another file than what is read, and would be lost.`)
    const other = taken.get(identity)
    if (other !== undefined)
      throw new Error(`--${other} and --${option}: expected a file of its own for each, got ${file} twice.`)
    taken.set(identity, option)
  }
}

function mustBeWritable(option: string, file: string): void {
  const found = statSync(file, { throwIfNoEntry: false })
  if (found?.isDirectory()) throw new Error(`--${option} ${file}: expected a file, got a folder.`)
  if (!statSync(dirname(file), { throwIfNoEntry: false })?.isDirectory())
    throw new Error(`--${option} ${file}: there is no folder ${dirname(file)}.`)
  // A pipe would be at its end for who reads it.
  if (found && !found.isFile()) return
  try {
    closeSync(openSync(file, 'a'))
    if (!found) rmSync(file)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`--${option} ${file}: expected a file that may be written, got ${why}.`, { cause })
  }
}

/** The same for each name of a file, through links too; undefined for what is none, as a device. */
function identityOf(file: string): string | undefined {
  const found = statSync(file, { throwIfNoEntry: false, bigint: true })
  if (found) return found.isFile() ? `${found.dev}:${found.ino}` : undefined
  const folder = dirname(file)
  return statSync(folder, { throwIfNoEntry: false }) && join(realpathSync(folder), basename(file))
}
