import { readFileSync, statSync } from 'node:fs'
import { stampOf } from '#signals/parse-signal.ts'

/** One line of a signals file and when it arrives, in market time. */
export interface ArrivingLine {
  readonly body: string
  /** Milliseconds. */
  readonly at: number
}

/**
 * Reads signals, one JSON object a line, in the order they arrive: a line arrives at its own timestamp, or
 * with the line before it when that is later; none before `start`. So a late line is stale, and a broken one
 * still arrives. The mark that some programs begin a file of UTF-8 with is no part of the first line.
 */
export function readSignalLines(file: string, start: number): readonly ArrivingLine[] {
  mustBeFile(file)
  let at = start
  return readFileSync(file, 'utf8')
    .replace(/^\u{feff}/u, '')
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(body => {
      at = Math.max(at, stampOf(body) ?? at)
      return { body, at }
    })
}

export function mustBeFile(file: string): void {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile())
    throw new Error(`${file}: expected a file of signals; there is no such file.`)
}
