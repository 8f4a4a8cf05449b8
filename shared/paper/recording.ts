import type { Clock } from '#runtime/clock.ts'
import type { Served } from './serve.ts'

export interface RecordingOptions {
  readonly clock: Clock
  /** Takes one line of JSON, without its end. */
  readonly write: (line: string) => void
  /** Texts that must never be written, wherever they turn up. */
  readonly secrets: readonly string[]
}

/** What one request came to. Times are ms; a lost connection has no answer but a `lost`. */
interface Recorded {
  readonly at: number
  readonly tookMs: number
  readonly method: string
  readonly path: string
  readonly params: Readonly<Record<string, string>>
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** JSON where it is, text where not, as far as it came. */
  readonly body?: unknown
  readonly lost?: string
}

const HIDDEN = '***'
/** Parameters that prove who asks; request headers are not recorded at all, since one of them is the key. */
const PROOF = /^(signature|api_?key|secret|token|listen_?key)$/i

/** The same venue, with every request and its answer written down. Keys, secrets and signatures are left out. */
export function recorded(venue: Served, { clock, write, secrets }: RecordingOptions): Served {
  const texts = secrets.filter(secret => secret !== '')
  const clean = (line: string) => texts.reduce((text, secret) => text.replaceAll(secret, HIDDEN), line)
  return {
    fetch: async (url, init) => {
      const at = clock.now()
      const asked = { at, ...requestOf(url, init) }
      const note = (answer: Partial<Recorded>) =>
        write(clean(JSON.stringify({ ...asked, tookMs: clock.now() - at, ...answer })))
      try {
        const answer = await venue.fetch(url, init)
        const { status, headers } = answer
        const { text, lost } = await readBody(answer.clone())
        note({ status, headers: Object.fromEntries(headers), body: asJson(text), ...(lost && { lost }) })
        return answer
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

async function readBody(answer: Response): Promise<{ readonly text: string; readonly lost?: string }> {
  const decoder = new TextDecoder()
  let text = ''
  try {
    for await (const chunk of answer.body ?? []) text += decoder.decode(chunk, { stream: true })
    return { text }
  } catch (problem) {
    return { text, lost: String(problem) }
  }
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
