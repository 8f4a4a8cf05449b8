import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemRefusal } from './system-refusal.ts'

/** Where `qt --local` looks for it. */
export const usualConnection = fileURLToPath(new URL('../../../.quantum-trader/local.json', import.meta.url))

/** What another process needs to talk to a local stack. */
export interface LocalConnection {
  readonly v: 1
  readonly outputs: Readonly<Record<string, string>>
  /** `AWS_ENDPOINT_URL_…`, region and credentials that only the local services accept. */
  readonly aws: Readonly<Record<string, string>>
  /** Address of the recorded market; absent at today's prices. */
  readonly feedUrl?: string
  /** Address of today's prices, as Binance publishes them. */
  readonly pricesUrl?: string
  /** Address of the exchange for demo and live. */
  readonly exchangeUrl?: string
  /** Answers the market's time, in milliseconds. */
  readonly clockUrl: string
}

/** The file is the connection of another running stack, or holds something else, or cannot be written. */
export class FileUnusable extends Error {
  override readonly name = 'FileUnusable'
}

const another = 'npm run local -- --file FILE, and qt --local FILE'
const isOfAStack = (file: string) =>
  new FileUnusable(
    `a local stack already runs, and ${file} is its connection\n` +
      `    → use it, or end it with Ctrl-C, or give another file: ${another}`,
  )
const isOfNoStack = (file: string) =>
  new FileUnusable(
    `${file} is not the connection of a local stack, and would be overwritten\n` +
      `    → give another: ${another}`,
  )

/** Does something with the file. What the system refuses is thrown as `FileUnusable`. */
function withFile<T>(file: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    const why = systemRefusal(error)
    if (why === undefined) throw error
    throw new FileUnusable(
      `expected to write the connection to ${JSON.stringify(file)}, got ${why}\n` +
        `    → free space or fix its permissions, or give another file: ${another}`,
      { cause: error },
    )
  }
}

/**
 * Removes the file of a stack that ended without doing so, and makes its folder. Throws `FileUnusable` if its stack
 * still answers, if no stack wrote it, or if its place cannot be written to.
 */
export async function freeFile(file: string): Promise<void> {
  if (!mayBeConnection(withFile(file, () => textIn(file)))) throw isOfNoStack(file)
  const clockUrl = clockUrlIn(file)
  if (clockUrl !== undefined && (await answers(clockUrl))) throw isOfAStack(file)
  withFile(file, () => {
    mkdirSync(dirname(file), { recursive: true })
    accessSync(dirname(file), constants.W_OK)
    rmSync(file, { force: true })
  })
}

/**
 * Writes the connection unless there is another; the returned function removes this one, and never another stack's.
 */
export function writeConnection(file: string, connection: LocalConnection): () => void {
  withFile(file, () => {
    const text = `${JSON.stringify(connection, undefined, 2)}\n`
    try {
      writeFileSync(file, text, { mode: 0o600, flag: 'wx' })
    } catch (error) {
      throw (error as NodeJS.ErrnoException).code === 'EEXIST' ? isOfAStack(file) : error
    }
  })
  return () => {
    if (clockUrlIn(file) === connection.clockUrl) rmSync(file, { force: true })
  }
}

/** Empty if there is no file. */
const textIn = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '')

/** Whether a stack wrote the file, or began to. */
const mayBeConnection = (text: string): boolean => /^\s*(\{\s*("v"\s*:\s*1\s*(,|$)|$)|$)/.test(text)

/** Undefined if there is no file, or none that a stack completed. */
function clockUrlIn(file: string): string | undefined {
  try {
    return (JSON.parse(textIn(file)) as LocalConnection).clockUrl
  } catch {
    return undefined
  }
}

/**
 * The address ends in a token that only this stack accepts: if another process has taken its port, it is not mistaken
 * for the stack.
 */
const answers = (clockUrl: string): Promise<boolean> =>
  fetch(clockUrl, { signal: AbortSignal.timeout(5_000) }).then(
    ({ ok }) => ok,
    () => false,
  )
