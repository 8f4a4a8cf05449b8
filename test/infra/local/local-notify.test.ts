import { expect, test } from 'vitest'
import { parseChannels } from '#notifications/channels.ts'
import { speechOf } from '#notifications/services/speech-of.ts'
import { channelTo, countTold, noTelling, openReceiver } from '../../../infra/local/runner/local-notify.ts'

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

/** A run's notifications after these lines of its notifier. */
function toldBy(...lines: readonly { message?: string; id?: string; why?: string }[]) {
  const telling = noTelling()
  for (const line of lines) countTold(telling, line)
  return { ...telling, waiting: [...telling.waiting.values()] }
}
const waits = (id: string, why: string) => ({ message: 'notification-waits', id, why })
const told = (id: string) => ({ message: 'notification-told', id })
const givenUp = (id: string) => ({ message: 'notification-given-up', id })

test('delivered and abandoned notifications are counted separately', () => {
  expect(toldBy(told('a'), waits('b', 'busy'), told('b'), givenUp('c'), {})).toEqual({
    told: 2,
    givenUp: 1,
    waiting: [],
  })
})

test('why a receiver did not take a notification is kept until that one is told or given up', () => {
  const [busy, away] = [waits('a', 'busy'), waits('b', 'away')]
  expect(toldBy(busy, away, told('c')).waiting).toEqual(['busy', 'away'])
  expect(toldBy(busy, away, told('b')).waiting).toEqual(['busy'])
  expect(toldBy(busy, away, busy, givenUp('a'), givenUp('b')).waiting).toEqual([])
})

test('the latest reason is last', () => {
  expect(toldBy(waits('a', 'busy'), waits('b', 'away'), waits('a', 'gone')).waiting).toEqual(['away', 'gone'])
})
