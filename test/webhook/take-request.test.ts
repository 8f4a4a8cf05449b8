import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { largestSignal } from '#domain/messages.ts'
import { parseSignal } from '#signals/parse-signal.ts'
import { aDoor, now, request, signal, source, token, tokenNamed } from './a-door.ts'

const posted = async (fields: object | string, change = {}) => {
  const door = aDoor()
  const answer = await door.post(request(fields, { token, ...change }))
  return { answer, door, sent: door.sent.map(text => JSON.parse(text)) }
}
const problemsOf = async (fields: object | string, change = {}) => {
  const { answer, door } = await posted(fields, change)
  expect(door.sent).toEqual([])
  return 'problems' in answer ? answer : { ...answer, problems: [] }
}

describe('a signal', () => {
  test('is queued with its source and an id, and answered with the gate’s id', async () => {
    const { answer, sent } = await posted(signal)
    expect(sent).toEqual([{ ...signal, source, id: expect.stringMatching(/^webhook-[0-9a-f]{32}$/) }])
    const parsed = parseSignal(JSON.stringify(sent[0]), now, { sources: {} })
    expect(answer).toEqual({ status: 202, id: parsed.valid && parsed.signal.id })
  })

  test('keeps its own id', async () => {
    const { answer, sent } = await posted({ ...signal, id: 'alert-7' })
    expect(sent).toEqual([{ ...signal, source, id: 'alert-7' }])
    expect(answer).toEqual({ status: 202, id: `${source}#alert-7` })
  })

  test('that is sent again has the same id, whatever its token and wherever that stands', async () => {
    const ids = await Promise.all([
      posted(signal),
      posted({ secret: token, ...signal }, { token: undefined }),
      posted({ ...signal, secret: 'an older one' }),
      posted(` ${JSON.stringify(signal, null, 2)}\n`),
    ])
    expect(new Set(ids.map(({ answer }) => 'id' in answer && answer.id)).size).toBe(1)
  })

  test('of another time has another id', async () => {
    const first = await posted(signal)
    const later = await posted({ ...signal, timestamp: now - 1_000 })
    expect(first.sent[0].id).not.toBe(later.sent[0].id)
  })

  test.each([
    ['a form', new URLSearchParams({ symbol: 'BTCUSDT' }).toString(), { isForm: true }],
    [
      'JSON that its sender calls a form, as curl does',
      JSON.stringify({ symbol: 'BTCUSDT' }),
      { isForm: true },
    ],
  ])('may be %s', async (_, body, change) => {
    const { problems } = await problemsOf(body, change)
    expect(problems.join()).not.toMatch(/symbol|JSON/)
  })
})

describe('other shapes:', () => {
  const timenow = new Date(now).toISOString()
  const strategy = {
    ...{ ticker: 'BINANCE:ETHUSDT.P', timenow, action: 'buy', id: 'Long' },
    ...{ market_position: 'long', prev_market_position: 'flat' },
  }
  const sources = { [source]: { confidence: '0.8' } }
  const taken = async (fields: object | string, change = {}) => {
    const door = aDoor({ sources })
    const answer = await door.post(request(fields, { token, ...change }))
    expect(answer).toMatchObject({ status: 202 })
    return { id: 'id' in answer ? answer.id : '', sent: door.sent.map(text => JSON.parse(text)) }
  }

  test('a TradingView alert has its id from its whole text, not from its order’s repeated id', async () => {
    const first = await taken({ ...strategy, secret: token }, { token: undefined })
    const again = await taken(strategy)
    const other = await taken({ ...strategy, comment: 'another strategy' })
    expect(first.id).toMatch(/^tv-btc#webhook-[0-9a-f]{32}$/)
    expect([again.id === first.id, other.id === first.id]).toEqual([true, false])
  })

  test('a freqtrade event has its id from its trade, and may have fields named strategy and model', async () => {
    const entry = { type: 'entry', trade_id: 7, pair: 'ETH/USDT:USDT', direction: 'Long', open_date: timenow }
    const more = { strategy: 'RSI', model: 'v2' }
    const { id, sent } = await taken({ ...entry, ...more })
    expect(id).toBe(`${source}#7@${now}/entry`)
    expect(sent).toEqual([{ ...entry, ...more, source }])
    const form = new URLSearchParams({ ...entry, trade_id: '7', secret: token }).toString()
    expect((await taken(form, { token: undefined, isForm: true })).id).toBe(id)
    // With the content type of a sender that does not set one.
    expect((await taken(form, { token: undefined })).id).toBe(id)
  })

  test.each([
    ['a form', 'symbol=BTCUSDT&symbol=ETHUSDT', true],
    ['JSON', '{"symbol":"BTCUSDT","symbol":"ETHUSDT"}', false],
  ])(
    'a field that %s names twice is rejected, because one of the two would be lost',
    async (_, body, isForm) => {
      const { problems } = await problemsOf(body, { isForm })
      expect(problems).toEqual(['symbol: expected each field once, got it twice'])
    },
  )
})

describe('an invalid message', () => {
  test('gets every problem as its answer, and in the log', async () => {
    const { answer, door } = await posted({ ...signal, action: 'MAYBE', confidence: 2 })
    const problems = [
      'action: expected BUY, SELL, HOLD or CLOSE, or a word like long, short, exit or flat, got "MAYBE"',
      'confidence: expected a number from 0 to 1, got 2',
    ]
    expect(answer).toEqual({ status: 400, problems })
    expect(door.told.of('webhook-refused')).toEqual([
      { source, address: '203.0.113.7', reason: 'invalid', problems },
    ])
    expect([door.told.count('SignalInvalid'), door.told.count('TokenRefused'), door.sent]).toEqual([1, 0, []])
  })

  test('has neither id nor time: sent again it would be a second trade', async () => {
    const { timestamp: _, ...timeless } = signal
    const { problems } = await problemsOf({ ...timeless, action: 'MAYBE' })
    expect(problems).toEqual([
      expect.stringMatching(/^expected an id, or the time of sending \(\{\{timenow\}\}/),
      expect.stringMatching(/^action: /),
    ])
  })

  test('has another source than its address', async () => {
    expect(await problemsOf({ ...signal, source: 'tv-eth' })).toMatchObject({
      status: 400,
      problems: ['source: expected tv-btc or none, got "tv-eth"'],
    })
    const { answer } = await posted({ ...signal, source })
    expect(answer).toMatchObject({ status: 202 })
  })

  test.each([
    ['not JSON', '{"symbol": BTC}', /^the message is not valid JSON: /],
    ['a list', '[]', /^expected one JSON object, got \[\]$/],
    ['a word', '"BUY"', /^expected one JSON object, got "BUY"$/],
    ['nothing', '', /^the message is not valid JSON: /],
  ])('may be %s', async (_, body, problem) => {
    expect((await problemsOf(body)).problems).toEqual([expect.stringMatching(problem)])
  })

  test('may be bytes that are not text', async () => {
    const door = aDoor()
    const body = Buffer.concat([Buffer.from('{"symbol":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')])
    expect(await door.post(request(signal, { token, body }))).toEqual({
      status: 400,
      problems: ['the message is not UTF-8'],
    })
  })
})

describe('messages of 16 KB', () => {
  const ofBytes = (bytes: number, fields: object = signal) => {
    const bare = JSON.stringify({ ...fields, meta: { note: '' } }).length
    return JSON.stringify({ ...fields, meta: { note: 'x'.repeat(bytes - bare) } })
  }

  test('are accepted, and not a byte more, with a token or without', async () => {
    const door = aDoor()
    const large = { ...signal, source, id: 'one' }
    expect(await door.post(request(ofBytes(largestSignal, large)))).toMatchObject({ status: 202 })
    const refused = { status: 413, problems: [expect.stringContaining('at most 16384 bytes, got 16385')] }
    expect(await door.post(request(ofBytes(largestSignal + 1, large)))).toEqual(refused)
    expect(await door.post(request(ofBytes(largestSignal + 1, large), {}))).toEqual(refused)
  })

  test('are measured as the gate will see them: with source and id', async () => {
    const door = aDoor()
    expect(await door.post(request(ofBytes(largestSignal - 8)))).toMatchObject({ status: 413 })
    expect(door.sent).toEqual([])
  })

  test.each([
    ['lists', `{"meta":${'['.repeat(8_000)}${']'.repeat(8_000)}}`],
    ['objects', `{"meta":${'{"a":'.repeat(2_600)}1${'}'.repeat(2_600)}}`],
  ])('of nested %s are rejected before they are walked through', async (_, body) => {
    expect(await problemsOf(body)).toEqual({
      status: 400,
      problems: ['expected at most 32 levels of fields within fields'],
    })
  })
})

describe('hostile bodies', () => {
  test('change no prototype and hide no field', async () => {
    const body = `{"__proto__":{"source":"tv-eth","id":"taken"},"constructor":{"prototype":{"x":1}},${JSON.stringify(signal).slice(1)}`
    const { answer, sent } = await posted(body)
    expect(answer).toMatchObject({ status: 202 })
    expect(sent[0]).toMatchObject({ ...signal, source })
    expect(sent[0].id).toMatch(/^webhook-/)
    expect(({} as { x?: number }).x).toBeUndefined()
  })

  test('show control characters as numbers', async () => {
    const { problems } = await problemsOf({ ...signal, action: '\u001b]0;x\u0007\u202e' })
    expect(problems).toEqual([expect.stringContaining('"\\u001b]0;x\\u0007\\u{202e}"')])
  })

  test('are sent in characters that a queue takes', async () => {
    const { door, sent } = await posted({ ...signal, meta: { note: '\uffff\ufffe\u0000\ud800' } })
    // SQS's characters: tab, line feed, carriage return, and what XML 1.0 allows beyond.
    expect(door.sent[0]).toMatch(/^[\t\n\r\u0020-\ud7ff\ue000-\ufffd]*$/)
    expect(sent[0].meta.note).toBe('\uffff\ufffe\u0000\ud800')
  })

  test.prop([fc.oneof(fc.json(), fc.string(), fc.string({ unit: 'binary' }))])(
    'are answered, whatever they are',
    async body => {
      const { answer } = await posted(body)
      expect([202, 400, 413]).toContain(answer.status)
    },
  )
})

describe('the token', () => {
  const another = tokenNamed('another')
  const secrets = [token, another]

  test.each([
    ['as its secret', { ...signal, secret: token }, {}],
    ['as its secret, beside a header', { ...signal, secret: token }, { token }],
    ['as its Secret', { ...signal, Secret: token, SECRET: token }, {}],
    ['a former one as its secret', { ...signal, secret: another }, { token }],
    ['in its meta', { ...signal, meta: { url: `https://example.com/?token=${token}` } }, { token }],
    ['as its symbol', { ...signal, symbol: token }, { token }],
    ['as the name of a field', { ...signal, [token]: 1 }, { token }],
    [
      'spelled in numbers',
      JSON.stringify({ ...signal, meta: { a: '@' } }).replace('@', `\\u0071${token.slice(1)}`),
      { token },
    ],
    ['in an unreadable message', `{"secret": ${token}}`, { token }],
    ['as the whole message', JSON.stringify(token), { token }],
    ['wrongly', { ...signal, secret: another }, {}],
  ])('is in no message, answer or log line: %s', async (_, fields, change) => {
    const door = aDoor()
    await door.post(request(fields, change))
    const everything = JSON.stringify([door.sent, door.told.lines])
    // Even a part of it would do harm.
    for (const secret of secrets)
      for (let at = 0; at + 12 <= secret.length; at += 1)
        expect(everything).not.toContain(secret.slice(at, at + 12))
  })

  test('outside of its own field is rejected, with what to do', async () => {
    const { problems } = await problemsOf({ ...signal, meta: { url: token } })
    expect(problems).toEqual([
      expect.stringMatching(/contains the token outside the field "secret": remove it/),
    ])
  })
})

test('the sender gets no answer if the queue fails, and tries again', async () => {
  const door = aDoor({ queue: { send: () => Promise.reject(new Error('the queue is away')) } })
  await expect(door.post(request())).rejects.toThrow('the queue is away')
})
