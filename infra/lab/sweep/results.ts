import { appendFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { keyOf, type Try } from './try.ts'

/** What results belong to: equal where a set, played once more, would come to the same. */
export interface Subject {
  /** Digests of what was read. */
  readonly klines: string
  readonly funding: string
  readonly signals: string
  readonly from: string
  readonly to: string
  readonly path: string
  readonly latency: string
  /** Those that are said beside what is swept. */
  readonly settings: Readonly<Record<string, string>>
}

/** Results on disk: a line that says what they belong to, and one for each set that was played. */
export interface Results {
  /** In the order in which they were played, each set once. */
  readonly tries: readonly Try[]
  has(set: Try['set']): boolean
  add(one: Try): void
}

const version = 1

/**
 * Opens a file of results, or begins it. A set that is in it need not be played again. Throws where the file belongs to
 * something else, or is none of ours. A last line that was cut off when its sweep ended is taken out.
 */
export function openResults(file: string, subject: Subject): Results {
  const isBegun = (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0
  const tries = isBegun ? readTries(file, subject) : []
  if (!isBegun) writeFileSync(file, `${JSON.stringify({ sweep: version, ...subject })}\n`)
  const known = new Set(tries.map(({ set }) => keyOf(set)))
  return {
    tries,
    has: set => known.has(keyOf(set)),
    add(one) {
      appendFileSync(file, `${JSON.stringify(one)}\n`)
      known.add(keyOf(one.set))
      tries.push(one)
    },
  }
}

function readTries(file: string, subject: Subject): Try[] {
  const text = readFileSync(file, 'utf8')
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  const [first = '', ...lines] = whole.split('\n').filter(Boolean)
  const { sweep, ...other } = parsed(file, 1, first) as Partial<Subject> & { readonly sweep?: number }
  if (sweep !== version)
    throw new Error(`${file}: expected results of a sweep, got something else. Name another file with --out.`)
  const different = differing(subject, other)
  if (different.length > 0)
    throw new Error(
      `${file} has the results of another sweep: ${different.join('; ')}. Sweep the same, or name another file with --out.`,
    )
  if (whole !== text) truncateSync(file, Buffer.byteLength(whole))
  const tries = lines.map((line, index) => tryOf(file, index + 2, line))
  return [...new Map(tries.map(one => [keyOf(one.set), one])).values()]
}

const digests: readonly string[] = ['klines', 'funding', 'signals'] satisfies (keyof Subject)[]

function differing(subject: Subject, other: Partial<Subject>): readonly string[] {
  const { settings: expected, ...fields } = subject
  const { settings: got = {} } = other
  const names = [...new Set([...Object.keys(expected), ...Object.keys(got)])].filter(
    name => expected[name] !== got[name],
  )
  return [
    ...Object.entries(fields)
      .filter(([name, value]) => other[name as keyof typeof fields] !== value)
      .map(([name, value]) =>
        digests.includes(name)
          ? `its ${name} ${name === 'funding' ? 'is' : 'are'} not the same`
          : `its ${name} is ${other[name as keyof typeof fields]}, here it is ${value}`,
      ),
    ...names.map(name => `${name} is ${got[name] ?? 'not said'} there, ${expected[name] ?? 'not said'} here`),
  ]
}

/** A line that is no result of ours may be any: another program wrote into the file, or the disk was full. */
function tryOf(file: string, line: number, text: string): Try {
  const { set, trades, rejected, broken } = parsed(file, line, text) as Partial<Try>
  const isWhole = isObject(set) && Array.isArray(trades) && isObject(rejected) && Array.isArray(broken)
  if (!isWhole) throw notOurs(file, line, 'what a set came to', text)
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
