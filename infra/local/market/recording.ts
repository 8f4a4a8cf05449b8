import { appendFileSync } from 'node:fs'
import { brokenBody } from '#paper/faults/suffer.ts'
import type { Answer } from '#ports/answer.ts'
import type { Clock } from '#ports/clock.ts'
import type { Served } from './serve.ts'

export interface RecordingOptions {
  readonly clock: Clock
  /** Takes one line of JSON, without its newline. */
  readonly write: (line: string) => void
  /** Secrets that must never be written, wherever they occur. */
  readonly secrets: readonly string[]
}

/**
 * Appends lines to a file. The first that cannot be written is told and ends the file: a client gets its answers with
 * or without it.
 */
export function recordingTo(file: string, tell: (line: string) => void): (line: string) => void {
  let isWhole = true
  return line => {
    if (!isWhole) return
    try {
      appendFileSync(file, `${line}\n`)
    } catch (error) {
      isWhole = false
      tell(`--record ${file} ends here: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
}

/** The outcome of one request. Times are ms; a lost connection has `lost` instead of an answer. */
export interface Recorded {
  readonly at: number
  readonly tookMs: number
  readonly method: string
  readonly path: string
  readonly params: Readonly<Record<string, string>>
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Parsed JSON, or else text, as far as it arrived. */
  readonly body?: unknown
  readonly lost?: string
}

const HIDDEN = '***'
/** Parameters that authenticate; request headers are not recorded at all, since one of them is the key. */
const PROOF = /^(signature|api_?key|secret|token|listen_?key)$/i

/** A listen key lets a client listen to its account; in a truncated body its quotes are escaped. */
const LISTEN_KEY = /(\\?"listenKey\\?":\\?")[A-Za-z0-9]+/g

/** The same venue, with every request and answer recorded, without keys, secrets and signatures. */
export function recorded(venue: Served, { clock, write, secrets }: RecordingOptions): Served {
  // Also in their JSON form: a private key has several lines.
  const inJson = secrets.map(secret => JSON.stringify(secret).slice(1, -1))
  const texts = [...secrets, ...inJson].filter(secret => secret !== '')
  const clean = (line: string) =>
    texts.reduce((text, secret) => text.replaceAll(secret, HIDDEN), line.replace(LISTEN_KEY, `$1${HIDDEN}`))
  return {
    fetch: async (url, init) => {
      const at = clock.now()
      const asked = { at, ...requestOf(url, init) }
      const note = (answer: Partial<Recorded>) =>
        write(clean(JSON.stringify({ ...asked, tookMs: clock.now() - at, ...answer })))
      try {
        const answer = await venue.fetch(url, init)
        const { status, headers } = answer
        const { bytes, lost } = await readBody(answer)
        const body = asJson(new TextDecoder().decode(bytes))
        note({ status, headers: Object.fromEntries(headers), body, ...(lost && { lost }) })
        return new Response(lost === undefined ? bytes : brokenBody(bytes), { status, headers })
      } catch (problem) {
        note({ lost: String(problem) })
        throw problem
      }
    },
  }
}

function requestOf(url: string | URL, init: RequestInit | undefined) {
  const { pathname, search } = new URL(url)
  const body = typeof init?.body === 'string' ? init.body : ''
  const params = new URLSearchParams([search.slice(1), body].filter(part => part !== '').join('&'))
  return {
    method: init?.method ?? 'GET',
    path: pathname,
    params: Object.fromEntries([...params].filter(([name]) => !PROOF.test(name))),
  }
}

/** The body as far as it arrives. */
async function readBody(
  answer: Pick<Answer, 'body'>,
): Promise<{ readonly bytes: Buffer; readonly lost?: string }> {
  const chunks: Uint8Array[] = []
  try {
    for await (const chunk of answer.body ?? []) chunks.push(chunk)
    return { bytes: Buffer.concat(chunks) }
  } catch (problem) {
    return { bytes: Buffer.concat(chunks), lost: String(problem) }
  }
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
