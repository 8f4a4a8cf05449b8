import { readFileSync, statSync } from 'node:fs'
import { fieldsOf, shown } from '#signals/fields.ts'
import { stampOf } from '#signals/parse-signal.ts'

/** One line of a signals file and when it arrives, in market time. */
export interface ArrivingLine {
  readonly body: string
  /** Milliseconds. */
  readonly at: number
}

/**
 * Reads signals, one JSON object a line or a JSON list of objects, in the order they arrive. A line arrives at its
 * own timestamp, or with the line before it if that is later; none arrives before `start`. So a late line is stale,
 * and a broken line still arrives. A file without any message is refused. The byte order mark that some programs
 * write is skipped.
 */
export function readSignalLines(file: string, start: number): readonly ArrivingLine[] {
  mustBeFile(file)
  const bodies = bodiesIn(readFileSync(file, 'utf8').replace(/^\u{feff}/u, ''))
  mustBeMessages(file, bodies)
  let at = start
  return bodies.map(body => {
    at = Math.max(at, stampOf(body) ?? at)
    return { body, at }
  })
}

function bodiesIn(text: string): readonly string[] {
  const lines = text.split('\n').filter(line => line.trim() !== '')
  if (!text.trimStart().startsWith('[')) return lines
  try {
    const list: unknown = JSON.parse(text)
    return Array.isArray(list) ? list.map(each => JSON.stringify(each)) : lines
  } catch {
    return lines
  }
}

function mustBeMessages(file: string, bodies: readonly string[]): void {
  const [first] = bodies
  if (first === undefined || bodies.some(body => 'fields' in fieldsOf(body))) return
  throw new Error(
    `${file}: expected signals, one JSON object a line, got ${shown(first)}. For a table with a header, the file's name must end in .csv.`,
  )
}

export function mustBeFile(file: string): void {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile())
    throw new Error(`${file}: expected a file of signals; there is no such file.`)
}
