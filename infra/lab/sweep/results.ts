import { appendFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { Unwritten } from '../../local/play/place.ts'
import { keyOf, type Try } from './try.ts'

/** The subject of results: equal if playing a set again would give the same result. */
export interface Subject {
  /** Digests of the input. */
  readonly klines: string
  readonly funding: string
  /** Absent if none were given. */
  readonly rules?: string
  readonly signals: string
  readonly from: string
  readonly to: string
  readonly path: string
  readonly latency: string
  /** Settings besides the swept ones. */
  readonly settings: Readonly<Record<string, string>>
}

/** Results on disk: a line with their subject, and one for each played set. */
export interface Results {
  /** In the order of playing, each set once. */
  readonly tries: readonly Try[]
  has(set: Try['set']): boolean
  add(one: Try): void
}

const version = 1

/**
 * Opens or creates a file of results. A set in it need not be played again. Throws if the file has another subject,
 * or is not a file of results. Removes a last line that was truncated when its sweep ended.
 */
export function openResults(file: string, subject: Subject): Results {
  const beginning = `${JSON.stringify({ sweep: version, ...subject })}\n`
  const bytes = existsSync(file) ? readFileSync(file) : Buffer.alloc(0)
  // Empty, or only part of a first line.
  const isBegun = !Buffer.from(beginning).subarray(0, bytes.length).equals(bytes)
  const tries = isBegun ? readTries(file, bytes, subject) : []
  if (!isBegun) onDisk(file, () => writeFileSync(file, beginning))
  const known = new Set(tries.map(({ set }) => keyOf(set)))
  return {
    tries,
    has: set => known.has(keyOf(set)),
    add(one) {
      onDisk(file, () => appendFileSync(file, `${JSON.stringify(one)}\n`))
      known.add(keyOf(one.set))
      tries.push(one)
    },
  }
}

function onDisk(file: string, write: () => void): void {
  try {
    write()
  } catch (cause) {
    throw new Unwritten(`${file} could not be extended; the results in it are kept`, cause)
  }
}

function readTries(file: string, bytes: Buffer, subject: Subject): Try[] {
  const whole = bytes.lastIndexOf('\n') + 1
  const [first = '', ...lines] = linesOf(bytes)
  const { sweep, ...other } = parsed(file, 1, first) as Partial<Subject> & { readonly sweep?: number }
  if (sweep !== version)
    throw new Error(`${file}: expected results of a sweep, got something else. Name another file with --out.`)
  const different = differing(subject, other)
  if (different.length > 0)
    throw new Error(
      `${file} has the results of another sweep: ${different.join('; ')}. Repeat that sweep, or name another file with --out.`,
    )
  if (whole < bytes.length) truncateSync(file, whole)
  const tries = lines.map((line, index) => tryOf(file, index + 2, line))
  return [...new Map(tries.map(one => [keyOf(one.set), one])).values()]
}

/** The complete lines, one by one: the whole file may exceed the longest string. */
function* linesOf(bytes: Buffer): Generator<string> {
  for (let from = 0, end = bytes.indexOf('\n'); end >= 0; from = end + 1, end = bytes.indexOf('\n', from))
    if (end > from) yield bytes.toString('utf8', from, end)
}

const digests: readonly string[] = ['klines', 'funding', 'rules', 'signals'] satisfies (keyof Subject)[]

function differing(subject: Subject, other: Partial<Subject>): readonly string[] {
  const { settings: expected, ...fields } = subject
  const { settings: got = {} } = other
  const names = [...new Set([...Object.keys(expected), ...Object.keys(got)])].filter(
    name => expected[name] !== got[name],
  )
  return [
    ...Object.entries({ rules: undefined, ...fields })
      .filter(([name, value]) => other[name as keyof typeof fields] !== value)
      .map(([name, value]) =>
        digests.includes(name)
          ? `its ${name} ${name === 'funding' ? 'is' : 'are'} different`
          : `its ${name} is ${other[name as keyof typeof fields]}, here ${value}`,
      ),
    ...names.map(name => `${name} is ${got[name] ?? 'not set'} there, ${expected[name] ?? 'not set'} here`),
  ]
}

/** A line may be anything: another program wrote into the file, or the disk was full. */
function tryOf(file: string, line: number, text: string): Try {
  const { set, trades, rejected, broken } = parsed(file, line, text) as Partial<Try>
  const isWhole = isObject(set) && Array.isArray(trades) && isObject(rejected) && Array.isArray(broken)
  if (!isWhole) throw notOurs(file, line, 'the result of a set', text)
  return { set, trades, rejected, broken }
}

function parsed(file: string, line: number, text: string): object {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw notOurs(file, line, 'JSON', text, error)
  }
  if (!isObject(value)) throw notOurs(file, line, 'a JSON object', text)
  return value
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

const notOurs = (file: string, line: number, expected: string, text: string, cause?: unknown) =>
  new Error(
    `${file}, line ${line}: expected ${expected}, got ${text.slice(0, 40)}. Take the line out, or name another file with --out.`,
    { cause },
  )
