import type { IncomingMessage, ServerResponse } from 'node:http'
import { printableJson } from '#domain/printable.ts'
import { actionAsked, actionConfirmed } from '../shown/action.ts'
import { paths } from '../shown/paths.ts'
import { jsonReply, plainRefusal, type Reply, refusal, replyOf, send, Unanswerable } from './answer.ts'
import { bodyOf } from './body.ts'
import { failureReply } from './failures.ts'
import { type Manner, strangerIn } from './guard.ts'
import type { Live } from './live.ts'
import type { Place } from './place.ts'
import { readingReply } from './reads.ts'
import { bearerIn, cookieFor, cookieIn, cookieName, type Sessions } from './sessions.ts'
import type { TaggedAsset } from './tagged.ts'

/** What answering a request needs. */
export interface Answering {
  readonly address: string
  readonly place: Place
  readonly live: Live
  readonly sessions: Sessions
  readonly assets: readonly TaggedAsset[]
  readonly onFailure: (what: string, error: unknown) => void
}

const entering =
  'This page is opened by the address that qt printed, which is good once. Press Enter where qt runs for another.'

/** Answers one request; failures get an answer too. */
export async function requestAnswered(
  it: Answering,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = URL.parse(request.url ?? '/', it.address)
  try {
    const reply =
      url?.origin === it.address
        ? await replyTo(it, url, request)
        : refusal(400, { error: 'expected a path' })
    if (reply === 'stream') it.live.open(response)
    else send(response, reply)
  } catch (error) {
    const reply = failureReply(error, it.place.stack.venue, unexpected =>
      it.onFailure(`${request.method} ${url?.pathname}`, unexpected),
    )
    if (response.headersSent) response.destroy()
    else send(response, reply)
  }
}

/** Checks who asks before what is asked. */
async function replyTo(it: Answering, url: URL, request: IncomingMessage): Promise<Reply | 'stream'> {
  const { method = 'GET', headers } = request
  const path = url.pathname
  const manner = mannerOf(it, path)
  const stranger = strangerIn(headers, it.address, manner)
  if (stranger !== undefined) return refusal(403, { error: stranger })
  const allowed = manner === 'acts' ? 'POST' : 'GET'
  if (method !== allowed) return refusal(405, { error: `expected ${allowed} of ${path}, got ${method}` })
  if (path === paths.enter) return entered(it, url)
  if (!isKnown(it, path, request))
    return manner === 'opens' ? plainRefusal(401, entering) : refusal(401, { error: entering })
  const asset = it.assets.find(each => each.path === path)
  if (asset) return assetReply(asset, headers['if-none-match'])
  if (path === paths.live) return 'stream'
  if (manner === 'acts') return jsonReply(200, printableJson(await acted(it.place, path, request)))
  return readingReply(it.place, url)
}

const mannerOf = ({ assets }: Answering, path: string): Manner => {
  if (path === paths.enter || assets.some(asset => asset.path === path)) return 'opens'
  return path.startsWith('/act/') ? 'acts' : 'reads'
}

const portOf = (address: string) => Number(URL.parse(address)?.port)

/** Tools may read what is documented for them; everything else is only for the page. */
function isKnown({ sessions, address }: Answering, path: string, { headers }: IncomingMessage): boolean {
  if (sessions.isSession(cookieIn(headers.cookie, cookieName(portOf(address))))) return true
  const isForTools = path === paths.metrics || path.startsWith('/api/')
  return isForTools && sessions.isBearer(bearerIn(headers.authorization))
}

/** Redirects, so that neither the page's address nor the browser's history keeps the token. */
function entered({ sessions, address }: Answering, url: URL): Reply {
  const session = sessions.enter(url.searchParams.get('token') ?? '')
  if (session === undefined) return plainRefusal(401, entering)
  const headers = { location: paths.page, 'set-cookie': cookieFor(portOf(address), session) }
  return replyOf(303, '', 'text/plain; charset=utf-8', headers)
}

function assetReply({ body, type, tag }: TaggedAsset, known: string | undefined): Reply {
  const headers = { etag: tag, 'cache-control': 'private, no-cache' }
  return known === tag ? replyOf(304, '', type, headers) : replyOf(200, body, type, headers)
}

async function acted({ stack, actions, following }: Place, path: string, request: IncomingMessage) {
  if (!stack.canAct) throw new Unanswerable(403, stack.whyNot ?? 'this page only shows')
  if (path === paths.preview) return actions.preview(await bodyOf(request, actionAsked))
  if (path !== paths.confirm) throw new Unanswerable(404, `there is no ${path}`)
  const { preview } = await bodyOf(request, actionConfirmed)
  try {
    return await actions.confirm(preview)
  } finally {
    following.hurry('table', 'exchange', 'books')
  }
}
