import { describe, expect, test } from 'vitest'
import type { ChannelCredentials } from '#notifications/credentials.ts'
import { testChannel } from '../../infra/operator/notify/channel-test.ts'
import { removeCredential, setCredential } from '../../infra/operator/notify/set-credential.ts'
import { at } from '../notifications/examples.ts'
import { aReceiver, channels, refusals, secrets } from '../notifications/receiver.ts'

const named = channels.map(channel => [channel.to, channel] as const)

/** The secret of an environment. */
function aStore(
  kept: ChannelCredentials = {},
  after: (kept: ChannelCredentials) => ChannelCredentials = it => it,
) {
  const store = {
    kept,
    read: async () => store.kept,
    write: async (credentials: ChannelCredentials) => {
      store.kept = after(credentials)
    },
  }
  return store
}
const typed = (text: string) => async () => text
const asOperator = (receiver: ReturnType<typeof aReceiver>) => ({
  deliver: receiver.deliver,
  ...{ deployment: 'live', now: at },
})

describe.each(named)('a channel to %s', (to, channel) => {
  test('gets the typed credential without its line end, and shows it nowhere', async () => {
    const store = aStore({ other: 'stays' })
    const answer = await setCredential(channel, store, typed(`${secrets[to]}\n`))
    expect(store.kept).toEqual({ other: 'stays', [channel.name]: secrets[to] })
    expect(JSON.stringify(answer)).not.toContain(secrets[to])
    expect(answer.data).toEqual({ channel: channel.name, to, replaced: false })
    expect((await setCredential(channel, store, typed(secrets[to]))).data).toMatchObject({ replaced: true })
  })

  test.each([[''], ['a b'], ['https://evil.example/hooks']])(
    'takes no %j, and does not show it',
    async text => {
      const store = aStore()
      const refused = setCredential(channel, store, typed(text))
      await expect(refused).rejects.toThrow('this is none')
      if (text) await expect(refused).rejects.not.toThrow(text)
      expect(store.kept).toEqual({})
    },
  )

  test('gets a test, and qt shows its service’s answer', async () => {
    const receiver = aReceiver()
    const of = { channel: channel.name, to }
    expect(await testChannel(channel, secrets, asOperator(receiver))).toEqual({ ...of, told: true })
    expect(receiver.heard[0]?.text).toContain('A test: notifications reach this channel')
    receiver.plan(to, refusals[to].gone(), { noAnswer: 'no answer (ECONNREFUSED)' })
    expect(await testChannel(channel, secrets, asOperator(receiver))).toEqual({
      ...{ ...of, told: false },
      why: expect.stringMatching(/^it answered 4\d\d/),
    })
    expect(await testChannel(channel, secrets, asOperator(receiver))).toMatchObject({
      why: 'no answer (ECONNREFUSED)',
    })
  })

  test('without a credential gets no request, unless its service may need none', async () => {
    const receiver = aReceiver()
    const { why } = await testChannel(channel, {}, asOperator(receiver))
    expect(receiver.posts).toHaveLength(to === 'ntfy' ? 1 : 0)
    expect(why).toMatch(to === 'ntfy' ? /forbidden/ : /qt notify set/)
  })

  test('loses only its own credential', async () => {
    const store = aStore({ ...secrets })
    await removeCredential(channel, store)
    expect(Object.keys(store.kept).sort()).toEqual(
      Object.keys(secrets)
        .filter(name => name !== channel.name)
        .sort(),
    )
    expect((await removeCredential(channel, store)).exitCode).toBe(1)
  })
})

test('the operator whose credential another one overwrites at once is told', async () => {
  const [, channel] = named[0] ?? []
  if (!channel) throw new Error('no channel')
  const store = aStore({}, kept => ({ ...kept, [channel.name]: 'theirs' }))
  await expect(setCredential(channel, store, typed(secrets.telegram))).rejects.toThrow(
    'another operator wrote',
  )
})

test('a webhook’s test carries the world’s time', async () => {
  const receiver = aReceiver()
  const channel = channels.find(({ to }) => to === 'webhook')
  if (!channel) throw new Error('expected a channel to a webhook')
  const worldAt = at + 5_000_000
  await testChannel(channel, secrets, { ...asOperator(receiver), world: { now: () => worldAt } })
  expect(receiver.posts[0]?.headers['webhook-timestamp']).toBe(String(worldAt / 1_000))
})
