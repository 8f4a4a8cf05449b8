import { request as httpRequest, type IncomingMessage } from 'node:http'
import { type Connection, openConnection } from '../../../infra/operator/connect/connection.ts'
import { pageAssets } from '../../../infra/operator/page/assets.ts'
import { openPage } from '../../../infra/operator/page/open-page.ts'
import type { PageServer } from '../../../infra/operator/page/serve/server.ts'
import { applied, type Change, type Whole } from '../../../infra/operator/page/shown/change.ts'
import type { Now } from '../../../infra/operator/page/shown/now.ts'

/** For events that may never come: a busy machine may take its time. */
const patienceMs = 300_000

export const bearer = 'a-bearer-that-is-long-enough'

/** The answer to a request. */
export interface Answered {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: each path answers its own
  json(): any
}

/** A served page, and a browser's session with it. */
export interface APage {
  readonly server: PageServer
  readonly connection: Connection
  readonly failures: readonly unknown[]
  /** All of its answers. */
  readonly said: readonly string[]
  /** A request like the page's own: with its cookie, its Host and its Origin, unless a test changes them. */
  ask(path: string, change?: Asking): Promise<Answered>
  /** An action as the page does it: shows, then confirms. */
  post(path: string, body: unknown, change?: Asking): Promise<Answered>
  /** Reads the stream until `enough`. */
  hear(enough: (heard: Heard) => boolean): Promise<Heard>
  /** The state once it is as `wanted`. */
  until(wanted: (now: Now) => boolean): Promise<Now>
  close(): Promise<void>
}

export interface Asking {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly body?: string
}

export interface Heard {
  readonly wholes: readonly Whole[]
  readonly changes: readonly Change[]
}

const assets = await pageAssets()

/** Serves the page of the local stack whose connection is in that file. */
export async function openAPage(file: string, { canAct = true, port = 0 } = {}): Promise<APage> {
  const connection = await openConnection({ env: 'paper', local: file }, () => {})
  const failures: unknown[] = []
  const server = await openPage({
    ...{ connection, askPaper: undefined, canAct, assets, bearer, port },
    onFailure: (_, error) => failures.push(error),
  })
  const { address } = server
  const entered = await ask(address, server.newAddress().slice(address.length))
  const [cookie = ''] = String(entered.headers['set-cookie']).split(';')
  const own = { cookie, 'sec-fetch-site': 'same-origin' }
  const said: string[] = []
  const asPage = async (path: string, { headers, ...rest }: Asking = {}) => {
    const answered = await ask(address, path, { ...rest, headers: { ...own, ...headers } })
    said.push(JSON.stringify(answered.headers), answered.text)
    return answered
  }
  return {
    server,
    connection,
    failures,
    said,
    ask: asPage,
    post: (path, body, { headers, ...rest } = {}) =>
      asPage(path, {
        ...{ method: 'POST', body: JSON.stringify(body), ...rest },
        headers: { origin: address, 'content-type': 'application/json', ...headers },
      }),
    hear: enough => hear(address, own, enough),
    async until(wanted) {
      let now: Now | undefined
      await hear(address, own, ({ wholes: [whole], changes }) => {
        now = whole && changes.reduce(applied, whole).now
        return now !== undefined && wanted(now)
      })
      if (!now) throw new Error('The stream ended before anything was told')
      return now
    },
    close: () => server.close(),
  }
}

/** One request over a socket of its own, with only the given headers. */
export async function ask(
  address: string,
  path: string,
  { method = 'GET', headers = {}, body }: Asking = {},
) {
  const said = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const { promise, resolve, reject } = Promise.withResolvers<Answered>()
  const request = httpRequest(`${address}${path}`, {
    method,
    headers: Object.fromEntries(said),
    agent: false,
  })
  request.once('error', reject)
  request.once('response', async response => {
    // An open stream has no end: its opening is the answer.
    const isStream = response.headers['content-type']?.startsWith('text/event-stream') === true
    const text = isStream ? '' : Buffer.concat(await response.toArray()).toString()
    if (isStream) response.destroy()
    resolve({
      status: response.statusCode ?? 0,
      headers: response.headers,
      text,
      json: () => JSON.parse(text),
    })
  })
  request.end(body)
  return promise
}

async function hear(address: string, headers: Record<string, string>, enough: (heard: Heard) => boolean) {
  const heard = { wholes: [] as Whole[], changes: [] as Change[] }
  const response = await fetch(`${address}/live`, { headers, signal: AbortSignal.timeout(patienceMs) })
  let unread = ''
  for await (const chunk of response.body ?? []) {
    const events = (unread + Buffer.from(chunk).toString()).split('\n\n')
    unread = events.pop() ?? ''
    for (const text of events) {
      const [, event] = /^event: (.*)$/m.exec(text) ?? []
      const [, data = 'null'] = /^data: (.*)$/m.exec(text) ?? []
      if (event === 'whole') heard.wholes.push(JSON.parse(data))
      if (event === 'change') heard.changes.push(JSON.parse(data))
    }
    if (enough(heard)) break
  }
  return heard
}
