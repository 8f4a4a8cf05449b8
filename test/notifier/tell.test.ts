import { describe, expect, test } from 'vitest'
import { timing } from '#domain/timing.ts'
import type { Notification } from '#notifications/notification.ts'
import type { Deliver } from '#notifications/services/service.ts'
import { allExamples, at, examples } from '../notifications/examples.ts'
import { channels, type Of, refusals } from '../notifications/receiver.ts'
import { aTeller } from './a-teller.ts'

const names = channels.map(({ name }) => name as Of)
const minute = 60_000
const story = (positionId: string, ...of: readonly Notification[]): readonly Notification[] =>
  of.map(each => ({ ...each, positionId, id: `${positionId}/${each.id}` }) as Notification)

describe.each(names)('%s', name => {
  test('gets every notification once, in order', async () => {
    const teller = aTeller({ start: at })
    teller.send(name, ...allExamples)
    await teller.pass(1_000)
    expect(teller.receiver.heard).toHaveLength(allExamples.length)
    expect(teller.told.of('notification-told').map(({ id }) => id)).toEqual(allExamples.map(({ id }) => id))
    expect(teller.dead).toEqual([])
  })

  test('that asks to wait gets nothing until the wait is over', async () => {
    const teller = aTeller({ start: at })
    teller.receiver.plan(name, refusals[name].busy(90))
    teller.send(name, examples.opened, examples.halted, examples.alarm)
    await teller.pass(89_000)
    expect(teller.receiver.posts).toHaveLength(1)
    await teller.pass(30 * minute)
    expect(teller.receiver.heard).toHaveLength(3)
    expect(teller.dead).toEqual([])
  })

  test.each(['bad', 'gone', 'key'] as const)(
    'makes a hopeless message (%s) a dead letter at once, with the reason',
    async why => {
      const teller = aTeller({ start: at })
      teller.receiver.plan(name, refusals[name][why]())
      teller.send(name, examples.opened, examples.closed)
      await teller.pass(0)
      expect(teller.dead).toEqual([
        {
          channel: name,
          body: {
            ...{ v: 1, channel: name, notification: examples.opened },
            ...{ why: expect.stringMatching(/it answered \d{3}/), givenUpAt: at },
          },
        },
      ])
      expect(teller.told.of('notification-given-up')).toHaveLength(1)
      expect(teller.receiver.heard).toHaveLength(1)
    },
  )

  test('that is away for an hour gets everything afterwards, each position in order', async () => {
    let isAway = true
    const away =
      (deliver: Deliver): Deliver =>
      async post =>
        isAway ? { noAnswer: 'no answer (ECONNREFUSED)' } : deliver(post)
    const teller = aTeller({ start: at, deliver: away })
    const [one, other] = ['aaaaaaaaaaaa', 'bbbbbbbbbbbb']
    for (let passed = 0; passed < 60; passed += 20) {
      teller.send(name, ...story(`${one}${passed}`, examples.opened, examples.closed))
      teller.send(
        name,
        ...story(`${other}${passed}`, examples.opened, examples['take-profit'], examples.closed),
      )
      await teller.pass(20 * minute)
    }
    expect(teller.receiver.heard).toEqual([])
    isAway = false
    await teller.pass(20 * minute)
    const told = teller.told.of('notification-told').map(({ id }) => String(id))
    expect(told).toHaveLength(15)
    for (const group of [one, other])
      for (let passed = 0; passed < 60; passed += 20) {
        const own = told.filter(id => id.startsWith(`${group}${passed}/`))
        expect(own).toEqual(own.toSorted())
      }
    expect(teller.dead).toEqual([])
    // Twelve tries of the first message and fewer of the others, not one each second.
    expect(teller.told.of('notification-waits').length).toBeLessThan(6 * 14)
  })

  test('that never answers is tried for as long as its queue keeps the message, then makes a dead letter', async () => {
    const teller = aTeller({
      start: at,
      deliver: () => async () => ({ noAnswer: 'no answer (within 10 s)' }),
    })
    teller.send(name, examples.opened)
    await teller.pass(timing.notifications.triedFor - minute)
    expect(teller.dead).toEqual([])
    await teller.pass(20 * minute)
    expect(teller.dead).toMatchObject([{ channel: name, body: { why: 'no answer (within 10 s)' } }])
    expect(teller.waiting(name)).toBe(0)
    expect(teller.told.of('notification-waits').length).toBeLessThan(500)
  })
})

test('a channel that is away neither delays nor repeats anything on another', async () => {
  const deliver =
    (ask: Deliver): Deliver =>
    async post =>
      post.url.includes('/services/') ? { noAnswer: 'no answer (ETIMEDOUT)' } : ask(post)
  const teller = aTeller({ start: at, deliver })
  for (const name of names) teller.send(name, ...allExamples)
  await teller.pass(0)
  for (const name of names.filter(each => each !== 'slack')) {
    expect(teller.receiver.heard.filter(({ service }) => service === name)).toHaveLength(allExamples.length)
    expect(teller.waiting(name)).toBe(0)
  }
  expect(teller.waiting('slack')).toBe(allExamples.length)
})

test('a repeated message is told once by one process, and again by a new one', async () => {
  const teller = aTeller({ start: at })
  teller.send('ntfy', examples.opened, examples.opened)
  await teller.pass(0)
  expect(teller.receiver.heard).toHaveLength(1)
  teller.restart()
  teller.send('ntfy', examples.opened)
  await teller.pass(0)
  expect(teller.receiver.heard).toHaveLength(2)
})

test('an invalid notification becomes a dead letter at once, with the reason, and delays nothing of its position', async () => {
  const teller = aTeller({ start: at })
  const unknown = { ...examples.opened, kind: 'waltzed' }
  teller.send('ntfy', unknown as never, examples.opened, { ...examples.closed, margin: null } as never)
  await teller.pass(0)
  expect(teller.dead).toEqual([
    {
      channel: 'ntfy',
      body: {
        ...{ v: 1, channel: 'ntfy', notification: unknown, givenUpAt: at },
        why: expect.stringMatching(/Expected a notification of opened, /),
      },
    },
    { channel: 'ntfy', body: expect.objectContaining({ why: expect.stringMatching(/margin/) }) },
  ])
  expect(teller.receiver.heard).toHaveLength(1)
  expect(teller.waiting('ntfy')).toBe(0)
})

test('a message that is not JSON becomes a dead letter of the channel whose queue held it', async () => {
  const teller = aTeller({ start: at, channels: channels.filter(({ name }) => name === 'slack') })
  teller.sendText('slack', 'no \u001b letter')
  await teller.pass(0)
  expect(teller.dead).toEqual([
    {
      channel: 'slack',
      body: {
        ...{ body: 'no \u001b letter', givenUpAt: at },
        why: expect.stringMatching(/got no \\u\{1b\} letter/),
      },
    },
  ])
  expect(teller.waiting('slack')).toBe(0)
})

test.each(['9999999', new Date(at + 400 * 86_400_000).toUTCString()])(
  'a service that asks for a longer wait than its queue keeps messages (%s) is tried before, and none is lost in silence',
  async rest => {
    const asksTooMuch = { status: 429, headers: { 'retry-after': rest }, body: '' }
    const teller = aTeller({ start: at, deliver: () => async () => asksTooMuch })
    teller.send('webhook', examples.opened)
    await teller.pass(timing.notifications.keptFor)
    expect(teller.dead).toMatchObject([
      { channel: 'webhook', body: { why: expect.stringMatching(/wait|429/) } },
    ])
    expect(teller.waiting('webhook')).toBe(0)
    const once = aTeller({ start: at })
    once.receiver.plan('webhook', asksTooMuch)
    once.send('webhook', examples.opened)
    await once.pass(timing.notifications.rest.longest + minute)
    expect(once.receiver.heard).toHaveLength(1)
  },
)

test('a message for a removed channel becomes a dead letter', async () => {
  const teller = aTeller({ start: at, channels: [] })
  teller.send('ntfy', examples.opened)
  await teller.pass(0)
  expect(teller.dead).toMatchObject([{ body: { why: 'no channel has its name any more' } }])
})

test('a channel waits by Discord’s own count before Discord turns it away', async () => {
  const teller = aTeller({ start: at })
  const spent = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': '30' }
  teller.receiver.plan('discord', { status: 200, headers: spent, body: '{"id":"1"}' })
  teller.send('discord', examples.opened, examples.halted)
  await teller.pass(29_000)
  expect(teller.receiver.posts).toHaveLength(1)
  await teller.pass(20_000)
  expect(teller.receiver.posts).toHaveLength(2)
})

test('a webhook’s timestamp is the world’s time, whatever market is played', async () => {
  const worldAheadMs = 660 * 24 * 60 * minute
  const teller = aTeller({ start: at, worldAheadMs })
  teller.send('webhook', examples.opened)
  await teller.pass(0)
  expect(teller.receiver.posts[0]?.headers['webhook-timestamp']).toBe(String((at + worldAheadMs) / 1_000))
})

test('a wait until a service’s date is counted from the world’s time', async () => {
  const worldAheadMs = 660 * 24 * 60 * minute
  const teller = aTeller({ start: at, worldAheadMs })
  const until = new Date(at + worldAheadMs + 90_000).toUTCString()
  teller.receiver.plan('webhook', { status: 429, headers: { 'retry-after': until }, body: '' })
  teller.send('webhook', examples.opened)
  await teller.pass(3 * minute)
  expect(teller.receiver.heard).toHaveLength(1)
})
