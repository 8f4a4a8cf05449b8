import { createHmac } from 'node:crypto'
import type { Channel } from '#notifications/channels.ts'
import { parseChannels } from '#notifications/channels.ts'
import type { Deliver, Post, Reply } from '#notifications/services/service.ts'

/** The text that a person reads, and the request that carried it. */
export interface Heard {
  readonly service: string
  readonly text: string
  readonly body: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>
}
type Answer = Reply | { readonly noAnswer: string }

const answered = (status: number, body: unknown, headers: Record<string, string> = {}): Reply => ({
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
})

export const origin = 'http://127.0.0.1:9'
export const secrets = {
  telegram: '110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw',
  discord: `${origin}/api/webhooks/998877/aV3ry-S3cret_Token`,
  slack: `${origin}/services/T00/B00/s3cr3tS1ack`,
  ntfy: 'tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2',
  webhook: `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`,
} as const
export const channels: readonly Channel[] = parseChannels(
  JSON.stringify([
    { name: 'telegram', to: 'telegram', chat: -100_42, topic: 7, server: origin },
    { name: 'discord', to: 'discord' },
    { name: 'slack', to: 'slack' },
    { name: 'ntfy', to: 'ntfy', topic: 'my-desk', server: origin },
    { name: 'webhook', to: 'webhook', url: `${origin}/told` },
  ]),
)

/** An error as each service words it, by the case that a test needs. */
export const refusals = {
  telegram: {
    busy: (s: number) =>
      answered(429, {
        ...{ ok: false, error_code: 429, description: `Too Many Requests: retry after ${s}` },
        parameters: { retry_after: s },
      }),
    bad: () => answered(400, { ok: false, error_code: 400, description: 'Bad Request: chat not found' }),
    gone: () =>
      answered(403, { ok: false, error_code: 403, description: 'Forbidden: bot was blocked by the user' }),
    key: () => answered(401, { ok: false, error_code: 401, description: 'Unauthorized' }),
  },
  discord: {
    busy: (s: number) =>
      answered(
        429,
        { message: 'You are being rate limited.', retry_after: s, global: false },
        { 'retry-after': String(Math.ceil(s)), 'x-ratelimit-scope': 'user' },
      ),
    bad: () => answered(400, { message: 'Invalid Form Body', code: 50035 }),
    gone: () => answered(404, { message: 'Unknown Webhook', code: 10015 }),
    key: () => answered(401, { message: 'Invalid Webhook Token', code: 50027 }),
  },
  slack: {
    busy: (s: number) => answered(429, 'rate_limited', { 'retry-after': String(s) }),
    bad: () => answered(400, 'invalid_payload'),
    gone: () => answered(410, 'channel_is_archived'),
    key: () => answered(404, 'no_service'),
  },
  ntfy: {
    busy: (s: number) =>
      answered(
        429,
        { code: 42901, http: 429, error: 'limit reached: too many requests' },
        { 'retry-after': String(s) },
      ),
    bad: () => answered(400, { code: 40009, http: 400, error: 'invalid request: topic invalid' }),
    gone: () => answered(404, { code: 40401, http: 404, error: 'page not found' }),
    key: () => answered(403, { code: 40301, http: 403, error: 'forbidden' }),
  },
  webhook: {
    busy: (s: number) => answered(429, 'slow down', { 'retry-after': String(s) }),
    bad: () => answered(400, 'what?'),
    gone: () => answered(410, ''),
    key: () => answered(401, 'who?'),
  },
} as const

/** Telegram reads a few tags and three entities, and rejects whatever else begins with < or &. */
function telegram(post: Post): readonly [Answer, string] {
  const { text = '', chat_id, parse_mode } = fieldsOf(post) as Record<string, string>
  if (!post.url.endsWith(`/bot${secrets.telegram}/sendMessage`)) return [refusals.telegram.key(), '']
  if (chat_id !== '-10042' || parse_mode !== 'HTML') return [refusals.telegram.bad(), '']
  const read = text.replace(/<\/?b>/g, '')
  if (/[<>]|&(?!(lt|gt|amp);)/.test(read))
    return [
      answered(400, {
        ...{ ok: false, error_code: 400, description: "Bad Request: can't parse entities" },
      }),
      '',
    ]
  const plain = unescaped(read)
  if (plain.length === 0 || plain.length > 4_096)
    return [
      answered(400, { ok: false, error_code: 400, description: 'Bad Request: message is too long' }),
      '',
    ]
  return [answered(200, { ok: true, result: { message_id: 1 } }), plain]
}

/** Discord shows a character of markup as itself if a backslash stands before it. */
function discord(post: Post): readonly [Answer, string] {
  const { content, allowed_mentions } = fieldsOf(post) as { content: string; allowed_mentions?: object }
  const { pathname, searchParams } = new URL(post.url)
  if (pathname !== new URL(secrets.discord).pathname) return [refusals.discord.gone(), '']
  if (content.length === 0 || content.length > 2_000) return [refusals.discord.bad(), '']
  const isMentioning = JSON.stringify(allowed_mentions) !== '{"parse":[]}'
  const bare = content.replace(/\\[\s\S]/g, '').replace(/\*\*/g, '')
  if (isMentioning || /[*_~`|<>@[\]]|:\w+:|https?:\/\//.test(bare))
    throw new Error(`Discord reads markup in ${content}`)
  const read = content.replace(/^\*\*|\*\*(?=\n|$)/g, '').replace(/\\([\s\S])/g, '$1')
  const headers = { 'x-ratelimit-remaining': '4', 'x-ratelimit-reset-after': '2.000' }
  const status = searchParams.get('wait') === 'true' ? 200 : 204
  return [answered(status, status === 200 ? { id: '1' } : '', headers), read]
}

function slack(post: Post): readonly [Answer, string] {
  const { text, mrkdwn } = fieldsOf(post) as { text: string; mrkdwn?: boolean }
  if (post.url !== secrets.slack) return [refusals.slack.key(), '']
  if (/[<>]|&(?!(lt|gt|amp);)/.test(text) || mrkdwn !== false)
    throw new Error(`Slack reads a link or a mention in ${text}`)
  return [text.length > 40_000 ? refusals.slack.bad() : answered(200, 'ok'), unescaped(text)]
}

function ntfy(post: Post): readonly [Answer, string] {
  const { topic, title, message } = fieldsOf(post) as Record<string, string>
  if (post.headers.authorization !== `Bearer ${secrets.ntfy}`) return [refusals.ntfy.key(), '']
  if (topic !== 'my-desk') return [refusals.ntfy.bad(), '']
  if (Buffer.byteLength(message ?? '') > 4_096) throw new Error('ntfy makes a file of what is longer')
  return [answered(200, { id: 'sPs71M8A2T', time: 1, event: 'message', topic }), `${title}\n${message}`]
}

function webhook(post: Post): readonly [Answer, string] {
  const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signature } = post.headers
  const expected = createHmac('sha256', Buffer.from(secrets.webhook.slice(6), 'base64'))
    .update(`${id}.${time}.${post.body}`)
    .digest('base64')
  if (signature !== `v1,${expected}`) return [refusals.webhook.key(), '']
  return [answered(204, ''), String(fieldsOf(post).text)]
}

const receivers = [
  [/^\/bot/, 'telegram', telegram],
  [/^\/api\/webhooks\//, 'discord', discord],
  [/^\/services\//, 'slack', slack],
  [/^\/told$/, 'webhook', webhook],
  [/^\/$/, 'ntfy', ntfy],
] as const
export type Of = (typeof receivers)[number][1]

/** Receivers that speak each service's own wire and read it as strictly; they give the answers of `plans` first. */
export function aReceiver() {
  const heard: Heard[] = []
  const posts: Post[] = []
  const plans: Partial<Record<Of, Answer[]>> = {}
  const receive = (post: Post): Answer => {
    const { pathname } = new URL(post.url)
    const found = receivers.find(([path]) => path.test(pathname))
    if (!found) return answered(404, 'not found')
    const [, service, read] = found
    posts.push(post)
    const planned = plans[service]?.shift()
    if (planned) return planned
    const [answer, text] = read(post)
    if ('status' in answer && answer.status < 300)
      heard.push({ service, text, body: fieldsOf(post), headers: post.headers })
    return answer
  }
  const deliver: Deliver = async post => receive(post)
  return {
    heard,
    posts,
    deliver,
    receive,
    plan(service: Of, ...answers: readonly Answer[]) {
      plans[service] = [...answers]
    },
  }
}

const fieldsOf = ({ body }: Post) => JSON.parse(body) as Readonly<Record<string, unknown>>
const unescaped = (text: string) =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
