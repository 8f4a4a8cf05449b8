import { describe, expect, test } from 'vitest'
import { parseChannels, wanting } from '#notifications/channels.ts'
import { toldByDefault } from '#notifications/kinds.ts'

const parsed = (...channels: readonly unknown[]) => parseChannels(JSON.stringify(channels))
const phone = { name: 'phone', to: 'ntfy', topic: 'my-desk' }

describe('the channels of a file', () => {
  test('need only a name, a service and its destination', () => {
    const webhook = { name: 'own', to: 'webhook', url: 'https://desk.example.com/told' }
    const telegram = { name: 'group', to: 'telegram', chat: -1001234567890, topic: 7 }
    expect(
      parsed(phone, telegram, { name: 'ops', to: 'discord' }, { name: 'team', to: 'slack' }, webhook),
    ).toEqual([
      { ...phone, server: 'https://ntfy.sh', events: toldByDefault },
      { ...telegram, chat: '-1001234567890', server: 'https://api.telegram.org', events: toldByDefault },
      { name: 'ops', to: 'discord', events: toldByDefault },
      { name: 'team', to: 'slack', events: toldByDefault },
      { ...webhook, events: toldByDefault },
    ])
    expect(parseChannels('[]')).toEqual([])
  })

  test('get the events that they name, or else all but moved stops', () => {
    const channels = parsed(phone, { name: 'quiet', to: 'slack', events: ['stop-moved', 'alarm'] })
    const names = (kind: Parameters<typeof wanting>[1]) => wanting(channels, kind).map(({ name }) => name)
    expect(names('alarm')).toEqual(['phone', 'quiet'])
    expect(names('closed')).toEqual(['phone'])
    expect(names('stop-moved')).toEqual(['quiet'])
  })

  test('may speak to a receiver on this machine without encryption', () => {
    expect(() => parsed({ ...phone, server: 'http://127.0.0.1:8080' })).not.toThrow()
  })

  test.each([
    ['an unknown service', { name: 'x', to: 'signal' }, '0.to: expected one of telegram, discord'],
    ['a name with capitals', { ...phone, name: 'Phone' }, '0.name: expected up to 20 small letters'],
    ['an unknown event', { ...phone, events: ['opend'] }, '0.events.0: expected some of opened'],
    ['no event at all', { ...phone, events: [] }, '0.events: expected at least one event'],
    [
      'a server without encryption',
      { ...phone, server: 'http://ntfy.sh' },
      '0.server: expected an address that',
    ],
    [
      'a password in an address',
      { ...phone, server: 'https://a:b@ntfy.sh' },
      '0.server: expected an address',
    ],
    ['a topic that is a path', { ...phone, topic: '../x' }, '0.topic: expected a topic of letters'],
    ['a chat that is a title', { name: 'x', to: 'telegram', chat: 'My group' }, '0.chat: expected a chat id'],
    ['a credential in the file', { name: 'x', to: 'telegram', chat: 1, token: 'abc' }, '"token"'],
    ['an address of Discord in the file', { name: 'x', to: 'discord', url: 'https://x.y' }, '"url"'],
  ])('%s is rejected: %s', (_, channel, said) => {
    expect(() => parsed(channel)).toThrow(said)
  })

  test('with a repeated name are rejected, and so are more than ten', () => {
    expect(() => parsed(phone, { ...phone, topic: 'other' })).toThrow('1.name: phone is there twice')
    expect(() => parsed(...Array.from({ length: 11 }, (_, n) => ({ ...phone, name: `c${n}` })))).toThrow(
      '10 channels',
    )
    expect(() => parseChannels('phone')).toThrow()
  })
})
