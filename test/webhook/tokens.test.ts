import { describe, expect, test } from 'vitest'
import { hashOfToken, noTokens, opens, parseTokens, withToken } from '#domain/tokens.ts'
import { aDoor, keptFor, now, request, signal, source, token, tokenNamed } from './a-door.ts'

const another = tokenNamed('another')

describe('a token', () => {
  test.each([
    ['as Authorization: Bearer or ?token=', request(signal, { token })],
    ['as the secret of the body', request({ ...signal, secret: token }, {})],
    [
      'as the secret of a body that escapes the field’s name',
      request(JSON.stringify({ ...signal, secret: token }).replace('secret', 's\\u0065cret'), {}),
    ],
  ])('opens the door of its source %s', async (_, posted) => {
    const door = aDoor()
    expect(await door.post(posted)).toMatchObject({ status: 202 })
    expect(door.sent).toHaveLength(1)
  })

  test.each([
    ['none', request(signal, {})],
    ['an empty one', request({ ...signal, secret: '' }, {})],
    ['a wrong one', request(signal, { token: another })],
    [
      'a wrong one beside the right one in the body',
      request({ ...signal, secret: token }, { token: another }),
    ],
    ['one that is not text', request({ ...signal, secret: [token] }, {})],
    ['its hash', request(signal, { token: hashOfToken(token) })],
    ['that of another source', request(signal, { token, source: 'tv-eth' })],
    ['one for a source with a built-in name', request(signal, { token, source: 'constructor' })],
    ['none, and a body that cannot be read', request('{', {})],
  ])('%s is rejected without a hint, and nothing is sent', async (_, posted) => {
    const door = aDoor()
    expect(await door.post(posted)).toEqual({ status: 401 })
    expect(door.sent).toEqual([])
    expect(door.told.count('TokenRefused')).toBe(1)
    expect(door.told.lines).toEqual([
      {
        event: 'webhook-refused',
        details: { source: posted.source, address: '203.0.113.7', reason: 'token' },
      },
    ])
  })

  test('is compared with a hash of equal length if its source has none', () => {
    expect(opens(noTokens, source, token)).toBe(false)
    expect(opens({ v: 1, tokens: { [source]: { hash: '0'.repeat(64), madeAt: now } } }, source, token)).toBe(
      false,
    )
    expect(opens(keptFor(token), source, token)).toBe(true)
  })

  test('is kept as a hash that reveals nothing', () => {
    const kept = JSON.stringify(keptFor(token))
    for (let at = 0; at + 8 < token.length; at += 1) expect(kept).not.toContain(token.slice(at, at + 8))
    expect(parseTokens(kept)).toEqual(keptFor(token))
  })

  test.each([
    '',
    '{}',
    '{"v":2,"tokens":{}}',
    '{"v":1,"tokens":{"tv":{"hash":"short","madeAt":1}}}',
    '{"v":1,"tokens":{"a b":{}}}',
  ])('a secret that holds %s holds none', text => {
    expect(parseTokens(text)).toBeUndefined()
  })

  test('replaces its source’s former one and can be removed, while others stay', () => {
    const both = withToken(keptFor(token, 'a'), 'b', { hash: hashOfToken(token), madeAt: now })
    const rotated = withToken(both, 'a', { hash: hashOfToken(another), madeAt: now })
    expect([opens(rotated, 'a', token), opens(rotated, 'a', another), opens(rotated, 'b', token)]).toEqual([
      false,
      true,
      true,
    ])
    expect(Object.keys(withToken(rotated, 'a', undefined).tokens)).toEqual(['b'])
  })
})

describe('without a deploy', () => {
  const posts = (door: ReturnType<typeof aDoor>) => async (name: string) =>
    (await door.post(request(signal, { token: name }))).status

  test('a new token opens at once; the secret is read again for it after 10 s at the soonest', async () => {
    const door = aDoor()
    const post = posts(door)
    expect(await post(token)).toBe(202)
    door.put(keptFor(another))
    for (let each = 0; each < 50; each += 1) expect(await post(another)).toBe(401)
    expect(door.secret.reads).toBe(1)
    door.time.now += 10_000
    expect(await post(another)).toBe(202)
    expect(door.secret.reads).toBe(2)
  })

  test('a flood of wrong tokens reads the secret once in 10 s', async () => {
    const door = aDoor()
    const post = posts(door)
    for (let each = 0; each < 600; each += 1) {
      expect(await post(another)).toBe(401)
      door.time.now += 100
    }
    expect(door.secret.reads).toBeLessThanOrEqual(6)
  })

  test('a removed token opens nothing a minute later, whether or not the secret can be read', async () => {
    const [away, there] = [aDoor(), aDoor()]
    for (const door of [away, there]) {
      expect(await posts(door)(token)).toBe(202)
      door.put(noTokens)
      door.time.now += 60_000
    }
    away.secret.readable = false
    expect(await posts(there)(token)).toBe(401)
    await expect(posts(away)(token)).rejects.toThrow('away')
  })

  test('a secret that cannot be read for half a minute locks no source out', async () => {
    const door = aDoor()
    expect(await posts(door)(token)).toBe(202)
    door.secret.readable = false
    door.time.now += 50_000
    expect(await posts(door)(token)).toBe(202)
  })
})

describe('addresses of a source', () => {
  const sources = { [source]: { addresses: ['52.89.214.238', '203.0.113.0/24', '2001:db8::/32'] } }

  test.each(['52.89.214.238', '203.0.113.7', '2001:db8::1'])('let %s in', async address => {
    const door = aDoor({ sources })
    expect(await door.post(request(signal, { token, address }))).toMatchObject({ status: 202 })
  })

  test.each(['52.89.214.239', '203.0.114.7', '2001:db9::1', '::1'])(
    'let %s in with no token, and give no reason',
    async address => {
      const door = aDoor({ sources })
      expect(await door.post(request(signal, { token, address }))).toEqual({ status: 401 })
      expect(door.told.of('webhook-refused')).toEqual([{ source, address, reason: 'address' }])
      expect(door.secret.reads).toBe(0)
    },
  )
})
