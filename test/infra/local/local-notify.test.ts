import { expect, test } from 'vitest'
import { parseChannels } from '#notifications/channels.ts'
import { speechOf } from '#notifications/services/speech-of.ts'
import { channelTo, countTold, openReceiver, type Telling } from '../../../infra/local/runner/local-notify.ts'

test.each([
  ['https://ntfy.sh/my-topic', { to: 'ntfy', server: 'https://ntfy.sh', topic: 'my-topic' }],
  ['http://127.0.0.1:9000/told', { to: 'webhook', url: 'http://127.0.0.1:9000/told' }],
  ['https://desk.example.com/told?x=1', { to: 'webhook', url: 'https://desk.example.com/told?x=1' }],
])('%s is notified like a channel of the environment’s file', (address, channel) => {
  expect(parseChannels(channelTo(address))).toMatchObject([{ name: 'told', ...channel }])
})

test.each([['desk'], ['http://example.com/told'], ['https://ntfy.sh/'], ['ftp://127.0.0.1/x']])(
  '%s is an error',
  address => {
    expect(() => channelTo(address)).toThrow(/[Ee]xpected/)
  },
)

test('a run’s webhook gets its own secret, and ntfy needs none', () => {
  const kept: [string, string | undefined][] = []
  const stack = { putSecret: (value: string, output?: string) => void kept.push([value, output]) }
  expect(openReceiver(stack, 'https://ntfy.sh/my-topic')).toBe(
    'Notifications go to https://ntfy.sh/my-topic.',
  )
  expect(kept).toEqual([])
  const said = openReceiver(stack, 'http://127.0.0.1:9000/told')
  const [[text = '', output] = []] = kept
  expect(said).toMatch(/^ {2}whsec_[A-Za-z0-9+/]+=*$/m)
  expect(output).toBe('NotifySecretId')
  expect(speechOf({ to: 'webhook' }).problemWith(JSON.parse(text).told)).toBeUndefined()
})

test('delivered and abandoned notifications are counted separately', () => {
  const telling = { told: 0, givenUp: 0 }
  for (const message of [
    'notification-told',
    'notification-waits',
    'notification-told',
    'notification-given-up',
  ])
    countTold(telling, { message })
  countTold(telling, {})
  expect(telling).toEqual({ told: 2, givenUp: 1 })
})

test('why a receiver does not answer is kept until it does', () => {
  const telling: Telling = { told: 0, givenUp: 0 }
  countTold(telling, { message: 'notification-waits', why: 'connection refused' })
  expect(telling.waits).toBe('connection refused')
  countTold(telling, { message: 'notification-told' })
  expect(telling.waits).toBeUndefined()
})
