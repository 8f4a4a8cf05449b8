import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Venue } from '#ports/configuration.ts'
import { forTerminal } from '../../terminal/for-terminal.ts'
import { whyNotListening } from '../../terminal/port.ts'
import type { Answer } from '../answer.ts'
import { Complaint, exitCodes } from '../complaint.ts'
import type { AskPaper } from '../connect/beside.ts'
import type { Connection } from '../connect/connection.ts'
import { pageAssets } from '../page/assets.ts'
import { openPage } from '../page/open-page.ts'
import { type PageServer, pageHost } from '../page/serve/server.ts'

export interface PageOptions {
  /** Makes the page read-only; at live it is so unless `act` is given. */
  readonly readOnly?: boolean
  readonly act?: boolean
  readonly open?: boolean
  readonly port: number
  /** The file of the bearer that tools send. */
  readonly tokenFile?: string
  /** Prints the page's address as one line of JSON. */
  readonly json?: boolean
}

/** Lets the page act at live. */
export const mayAct = (venue: Venue, { readOnly, act }: Pick<PageOptions, 'readOnly' | 'act'>): boolean =>
  !readOnly && (venue !== 'live' || act === true)

/** Serves the page on this machine until told to end. */
export async function page(
  connection: Connection,
  options: PageOptions,
  askPaper: AskPaper | undefined,
): Promise<Answer> {
  const canAct = mayAct(connection.configuration.venue, options)
  const bearer = options.tokenFile ? bearerIn(options.tokenFile) : randomBytes(24).toString('base64url')
  const assets = await pageAssets()
  const server = await openPage({
    ...{ connection, askPaper, canAct, assets, bearer, port: options.port },
    onFailure: (what, error) => console.error(forTerminal(`${what}: ${wordsOf(error)}`)),
  }).catch(refusePort(options.port))
  const first = server.newAddress()
  console.log(told(server, first, { ...options, canAct, bearer, name: connection.stack.name }))
  if (options.open) await (await import('open')).default(first)
  await untilEnded(() => console.log(`Good once: ${server.newAddress()}`))
  await server.close()
  return { data: { ended: true }, text: 'The page is closed.' }
}

/** Fewest characters that cannot be guessed. */
const leastBearer = 24

function bearerIn(file: string): string {
  const bearer = readFileSync(file, 'utf8').trim()
  if (/^\S+$/.test(bearer) && bearer.length >= leastBearer) return bearer
  throw new Complaint(
    exitCodes.usage,
    `expected one word of at least ${leastBearer} characters in ${file}, got ${bearer.length} characters`,
    `write one: openssl rand -hex 32 > ${file}`,
  )
}

function told(
  { address }: PageServer,
  first: string,
  { json, tokenFile, bearer, canAct, name }: PageOptions & { canAct: boolean; bearer: string; name: string },
): string {
  if (json) return JSON.stringify({ address, open: first, ...(!tokenFile && { bearer }) })
  return [
    `The page of ${name}${canAct ? '' : ', read-only'}: ${first}`,
    `The address is good once, in one browser${process.stdin.isTTY ? '; press Enter for another' : ''}. Ctrl-C ends the page.`,
    `Tools read ${address}/metrics and /api there, with`,
    tokenFile ? `  the bearer in ${tokenFile}` : `  Authorization: Bearer ${bearer}`,
  ].join('\n')
}

/** Waits for Ctrl-C, or until the parent process or the terminal ends; calls `onEnter` at each Enter. */
async function untilEnded(onEnter: () => void): Promise<void> {
  await new Promise<void>(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
    process.once('disconnect', () => resolve())
    if (process.stdin.isTTY) process.stdin.on('data', onEnter)
  })
  process.stdin.pause()
  // A parent that waits for this process to end would keep it by the channel.
  if (process.connected) process.disconnect()
}

const wordsOf = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error))

const refusePort =
  (port: number) =>
  (error: unknown): never => {
    const why = whyNotListening(error, { port, host: pageHost })
    if (why === undefined) throw error
    const todo = 'another page may run there; give another port, or 0 for any: qt page --port 0'
    throw new Complaint(exitCodes.usage, why, todo, error)
  }
