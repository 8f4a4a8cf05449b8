import { fc, test as propTest } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import type { Channel } from '#notifications/channels.ts'
import type { Notification } from '#notifications/notification.ts'
import { judgedBy, postTo, speechOf } from '#notifications/services/speech-of.ts'
import { wordsOf } from '#notifications/words/words-of.ts'
import { allExamples, at, examples } from './examples.ts'
import { aReceiver, channels, refusals, secrets } from './receiver.ts'

const secretOf = ({ to }: Channel) => secrets[to]
const named = channels.map(channel => [channel.name, channel] as const)
const everyPair = channels.flatMap(channel =>
  allExamples.map(notification => [notification.kind, channel.name, channel, notification] as const),
)

/** What a person reads of one notification on a channel. */
async function read(channel: Channel, notification: Notification): Promise<string> {
  const receiver = aReceiver()
  const reply = await receiver.deliver(postTo(channel, secretOf(channel), notification, at))
  if ('noAnswer' in reply) throw new Error(reply.noAnswer)
  expect(judgedBy(channel, secretOf(channel), reply, at)).toEqual({ told: true })
  return receiver.heard[0]?.text ?? ''
}

test.each(everyPair)(
  '%s on %s reaches its reader in its full wording',
  async (_, __, channel, notification) => {
    const { headline, lines } = wordsOf(notification)
    const text = await read(channel, notification)
    const [first = '', ...others] = text.split('\n')
    expect(first.endsWith(headline)).toBe(true)
    expect(others).toEqual(channel.to === 'ntfy' && lines.length === 0 ? [headline] : lines)
  },
)

const hostile = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom(
    '<b>bold</b> & &amp;',
    '@everyone <@1234> <!channel> <#5>',
    'https://evil.example/x :tada:',
    '**x** __y__ `z` ||w|| [a](http://b.example)',
    '*_~`>#+-=|{}.!',
    '\u202eTDSU',
    '\u0000\u001b[31m',
    '\n# heading\n- item',
  ),
)

describe.each(named)('%s', (_, channel) => {
  propTest.prop([hostile, hostile, hostile])(
    'shows what a stranger sent as text',
    async (symbol, source, why) => {
      const told = { ...examples.opened, symbol: symbol || 'x', source }
      const text = await read(channel, told)
      expect(text).toContain(wordsOf(told).headline)
      const halted = await read(channel, { ...examples.halted, why })
      expect(halted.split('\n').slice(1)).toEqual(wordsOf({ ...examples.halted, why }).lines)
    },
  )

  test('gets no more than its service takes, headline first', async () => {
    const refused = Array.from({ length: 400 }, (_, n) => ({ reason: `<&*${n}`.repeat(90), count: 1 }))
    const text = await read(channel, { ...examples.daily, refused, open: [] })
    expect(text).toContain(wordsOf(examples.daily).headline)
    const why = '<&_'.repeat(3_000)
    expect(await read(channel, { ...examples.alarm, why, what: why, alarm: why })).toContain('Alarm: ')
  })

  test('tries again what a busy service turned away, and gives up what a service called wrong', () => {
    const { busy, bad, gone, key } = refusals[channel.to]
    const judged = (reply: ReturnType<typeof bad>) => judgedBy(channel, secretOf(channel), reply, at)
    expect(judged(busy(7))).toEqual({ told: false, hopeless: false, why: expect.any(String), restMs: 7_000 })
    for (const refusal of [bad, gone, key])
      expect(judged(refusal())).toMatchObject({
        told: false,
        hopeless: true,
        why: expect.stringMatching(/\d{3}/),
      })
    for (const status of [500, 502, 503, 408])
      expect(judged({ status, headers: {}, body: '<html>' })).toMatchObject({ told: false, hopeless: false })
    expect(judged({ status: 302, headers: { location: 'https://x.y' }, body: '' })).toMatchObject({
      hopeless: true,
      why: expect.stringContaining('at another address'),
    })
  })

  test('shows its credential in no body, reason or error', () => {
    const credential = secretOf(channel)
    const { url, headers, body } = postTo(channel, credential, examples.opened, at)
    expect(body).not.toContain(credential)
    const isPlaced = url.includes(credential) || Object.values(headers).join().includes(credential)
    // Discord's URL gets one more parameter; the webhook's secret signs, and is sent nowhere.
    expect(isPlaced || url.startsWith(credential)).toBe(channel.to !== 'webhook')
    const echoed = judgedBy(channel, credential, { status: 400, headers: {}, body: echo(credential) }, at)
    expect(JSON.stringify(echoed)).not.toContain(credential)
    expect(JSON.stringify(echoed)).not.toContain(pathOf(credential))
  })

  test.each([['with a space in it'], ['https://evil.example/api/webhooks/1/x'], ['\n']])(
    'rejects %j as a credential, without quoting it',
    credential => {
      const problem = speechOf(channel).problemWith(credential)
      expect(problem).toBeDefined()
      expect(problem).not.toContain(credential)
      expect(speechOf(channel).problemWith(secretOf(channel))).toBeUndefined()
    },
  )
})

const echo = (credential: string) =>
  JSON.stringify({ description: credential, message: credential, error: pathOf(credential) })
const pathOf = (credential: string) =>
  credential.startsWith('http') ? new URL(credential).pathname : credential

describe('a service’s answer', () => {
  const judged = (name: string, status: number, headers: Record<string, string>, body: unknown) => {
    const channel = channels.find(each => each.name === name) as Channel
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    return judgedBy(channel, secretOf(channel), { status, headers, body: text }, at)
  }

  test('makes us wait before Discord’s limit is reached', () => {
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': '1.5' }
    expect(judged('discord', 200, headers, { id: '1' })).toEqual({ told: true, restMs: 1_500 })
  })

  test('names the new id of a Telegram group that became a supergroup', () => {
    const body = {
      ok: false,
      description: 'Bad Request: group chat was upgraded',
      parameters: { migrate_to_chat_id: -1009 },
    }
    expect(judged('telegram', 400, {}, body)).toMatchObject({
      hopeless: true,
      why: expect.stringContaining('"chat": -1009'),
    })
  })

  test('may name a date to wait for; a past date asks for no wait', () => {
    const on = (ms: number) => ({ 'retry-after': new Date(at + ms).toUTCString() })
    expect(judged('webhook', 503, on(90_000), '')).toMatchObject({ hopeless: false, restMs: 90_000 })
    expect(judged('webhook', 429, on(-90_000), '')).toMatchObject({ restMs: 0 })
    expect(judged('webhook', 429, { 'retry-after': 'soon' }, '')).not.toHaveProperty(
      'restMs',
      expect.any(Number),
    )
  })

  test.each(['telegram', 'slack', 'ntfy'])('that is not in the words of %s counts as no success', name => {
    expect(judged(name, 200, {}, '<html>Sign in to the hotel’s network</html>')).toMatchObject({
      told: false,
      hopeless: false,
    })
  })
})

test('ntfy gets a priority and a symbol', () => {
  const ntfy = channels.find(({ to }) => to === 'ntfy') as Channel
  const of = (notification: Notification) => JSON.parse(postTo(ntfy, '', notification, at).body)
  expect(of(examples.emergency)).toMatchObject({ priority: 4, tags: ['rotating_light'] })
  expect(of(examples.daily)).toMatchObject({ priority: 2, tags: ['bar_chart'] })
  expect(postTo(ntfy, '', examples.daily, at).headers).not.toHaveProperty('authorization')
})

test('a webhook gets the notification itself', () => {
  const webhook = channels.find(({ to }) => to === 'webhook') as Channel
  for (const notification of allExamples) {
    const { body, headers } = postTo(webhook, secrets.webhook, notification, at)
    expect(JSON.parse(body)).toMatchObject(notification)
    expect(headers['webhook-id']).toBe(notification.id)
    expect(headers['webhook-timestamp']).toBe(String(at / 1_000))
  }
})
