import { once } from 'node:events'
import { connect } from 'node:net'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { createHttpApi } from '../../../../infra/local/runner/http-api/http-api.ts'
import { serveApi } from '../../../../infra/local/runner/http-api/serve-api.ts'

const clock = { now: () => Date.parse('2025-02-03T00:50:00Z') }
const spec = { id: 'api', endpoint: 'http://api', routes: [], accessLog: '$context.path $context.status' }
let url: URL
let accessed: string[]

beforeEach(async () => {
  accessed = []
  const unused = { functions: () => expect.unreachable(), measures: { serverError: () => {} } }
  const api = createHttpApi(spec, {
    ...({ clock, ...unused } as unknown as Pick<
      Parameters<typeof createHttpApi>[1],
      'clock' | 'functions' | 'measures'
    >),
    onAccess: line => void accessed.push(line),
  })
  const served = await serveApi(api, clock.now)
  onTestFinished(served.close)
  url = new URL(served.url)
})

/** The answer to a request with this first line, as far as it came. */
async function said(text: string): Promise<string> {
  const socket = connect(Number(url.port), url.hostname)
  socket.end(text)
  const chunks = await socket.toArray()
  return Buffer.concat(chunks).toString()
}

const request = (target: string) => `POST ${target} HTTP/1.1\r\nHost: api\r\nConnection: close\r\n\r\n`

test.each(['//', '//signals/curl', '/:0', '*', 'http://[', '/signals/%'])(
  'a request for %s gets 404, and does no harm',
  async target => {
    expect(await said(request(target))).toMatch(/^HTTP\/1.1 404 /)
    expect(accessed).toEqual([`${target} 404`])
  },
)

test('a request cut off before its end does no harm', async () => {
  const socket = connect(Number(url.port), url.hostname)
  socket.write('POST /signals/curl HTTP/1.1\r\nHost: api\r\nContent-Length: 100\r\n\r\n{')
  await once(socket, 'connect')
  await new Promise(resolve => setImmediate(resolve))
  socket.destroy()
  expect(await said(request('/'))).toMatch(/^HTTP\/1.1 404 /)
  expect(accessed).toEqual(['/ 404'])
})

test.each([
  ['tv-btc', true],
  ['desk/tv', true],
  ['tv/', false],
  ['tv//btc', false],
  ['..', false],
  ['__proto__', false],
  ['adopted', false],
  ['x'.repeat(65), false],
  ['%22', false],
])('the answer says where to name the source %s only if that name is allowed: %s', async (source, isSaid) => {
  const answer = await said(request(`/signals/${source}`))
  expect(answer.includes(`QT_SOURCES='{\\"${source}\\":{}}'`)).toBe(isSaid)
})
