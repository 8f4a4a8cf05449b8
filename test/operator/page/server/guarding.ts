import { expect, test } from 'vitest'
import { type APage, type Asking, ask, bearer } from '../a-page.ts'

const halt = { action: 'halt', reason: 'a test' }

/** The server checks who asks before it reads the request. */
export function guarding(page: () => APage): void {
  const address = () => page().server.address
  const statusOf = async (path: string, asking?: Asking) => (await page().ask(path, asking)).status
  const withoutCookie = { cookie: undefined }

  test('the page listens on the loopback address alone', () => {
    expect(address()).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  })

  test('the printed address opens the page once, and leaves no token behind', async () => {
    const { server } = page()
    const path = server.newAddress().slice(server.address.length)
    const first = await ask(server.address, path)
    expect(first.status).toBe(303)
    expect(first.headers.location).toBe('/')
    expect(String(first.headers['set-cookie'])).toMatch(
      /^quantum-trader-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/,
    )
    const again = await ask(server.address, path)
    expect(again.status).toBe(401)
    expect(again.headers['set-cookie']).toBeUndefined()
    expect(again.text).toContain('good once')
  })

  test('a newer address voids the one before', async () => {
    const { server } = page()
    const [former, newer] = [server.newAddress(), server.newAddress()].map(each =>
      each.slice(server.address.length),
    )
    expect((await ask(server.address, former ?? '')).status).toBe(401)
    expect((await ask(server.address, newer ?? '')).status).toBe(303)
  })

  test.each(['/', '/live', '/api/now', '/api/candles?symbol=ETHUSDT', '/metrics'])(
    '%s needs the page’s cookie or token',
    async path => {
      expect(await statusOf(path, { headers: withoutCookie })).toBe(401)
      const cookie = `quantum-trader-${new URL(address()).port}=${'x'.repeat(43)}`
      expect(await statusOf(path, { headers: { cookie } })).toBe(401)
    },
  )

  test.each(['localhost', 'evil.example', '127.0.0.1:80', '127.0.0.1', '[::1]'])(
    'a request for the host %s is rejected, whatever its cookie: another name may point here',
    async host => {
      for (const path of ['/', '/api/now', '/live', '/enter?token=x'])
        expect(await statusOf(path, { headers: { host } })).toBe(403)
      const port = new URL(address()).port
      expect(await statusOf('/api/now', { headers: { host: `localhost:${port}` } })).toBe(403)
    },
  )

  test.each(['http://evil.example', 'null', 'https://127.0.0.1', 'http://127.0.0.1:1'])(
    'a site at %s reads nothing and does nothing',
    async origin => {
      for (const path of ['/live', '/api/now', '/'])
        expect(await statusOf(path, { headers: { origin } })).toBe(403)
      expect((await page().post('/act/preview', halt, { headers: { origin } })).status).toBe(403)
    },
  )

  test('a request from another site is rejected despite its cookie', async () => {
    for (const site of ['cross-site', 'same-site', 'none']) {
      const headers = { 'sec-fetch-site': site }
      expect(await statusOf('/live', { headers })).toBe(403)
      expect(await statusOf('/api/now', { headers })).toBe(403)
      expect((await page().post('/act/confirm', { preview: 'x' }, { headers })).status).toBe(403)
    }
  })

  test('an action must come from the page, as JSON, in a few bytes', async () => {
    const post = (headers: Asking['headers'], body: unknown = halt) =>
      page().post('/act/preview', body, headers && { headers })
    expect((await post({ origin: undefined })).status).toBe(403)
    expect((await post({ 'content-type': 'text/plain' })).status).toBe(415)
    expect((await post({ 'content-type': undefined })).status).toBe(415)
    expect((await post({}, { action: 'halt', reason: 'x'.repeat(5_000) })).status).toBe(413)
    expect((await post({}, { action: 'halt', reason: '' })).status).toBe(400)
    expect((await post({}, { action: 'resume', symbol: 'ETHUSDT' })).status).toBe(400)
    expect((await post({}, { action: 'sell' })).status).toBe(400)
    expect((await page().post('/act/preview', halt, { body: '{' })).status).toBe(400)
    expect((await page().post('/act/other', halt)).status).toBe(404)
  })

  test('actions are posted, readings are got, and everything else is rejected', async () => {
    expect(await statusOf('/act/preview')).toBe(403)
    expect(await statusOf('/act/preview', { headers: { origin: address() } })).toBe(405)
    expect(await statusOf('/api/now', { method: 'POST' })).toBe(405)
    expect(await statusOf('/api/now', { method: 'OPTIONS' })).toBe(405)
    expect(await statusOf('/enter', { method: 'HEAD' })).toBe(405)
    expect(await statusOf('/../../etc/passwd')).toBe(404)
    expect(await statusOf('/api/positions/%zz')).toBe(400)
    expect(await statusOf('//evil.example/api/now')).not.toBe(200)
  })

  test('the bearer token reads the tools’ paths, and neither acts nor opens the page', async () => {
    const headers = { authorization: `Bearer ${bearer}` }
    for (const path of ['/api/now', '/api/signals', '/metrics', '/api/openapi.json'])
      expect((await ask(address(), path, { headers })).status).toBe(200)
    for (const path of ['/', '/live']) expect((await ask(address(), path, { headers })).status).toBe(401)
    const acts = { method: 'POST', body: JSON.stringify(halt) }
    const asPage = { ...headers, origin: address(), 'content-type': 'application/json' }
    expect((await ask(address(), '/act/preview', { ...acts, headers: asPage })).status).toBe(401)
    const wrong = { authorization: `Bearer ${bearer}x` }
    expect((await ask(address(), '/metrics', { headers: wrong })).status).toBe(401)
  })

  test('every answer tells the browser to load nothing else, to embed it nowhere and to keep nothing', async () => {
    const answers = [
      await page().ask('/'),
      await page().ask('/api/now'),
      await page().ask('/api/nothing'),
      await page().ask('/api/now', { headers: withoutCookie }),
      await page().ask('/api/now', { headers: { host: 'evil.example' } }),
      await page().post('/act/preview', { action: 'none' }),
    ]
    for (const { headers } of answers) {
      const policy = String(headers['content-security-policy'])
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toMatch(/unsafe|https?:|\*/)
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
      })
      expect(headers['access-control-allow-origin']).toBeUndefined()
      expect(headers['cache-control']).toMatch(/no-store|no-cache/)
    }
  })

  test('a file of the page is sent again only if it changed', async () => {
    const { headers } = await page().ask('/')
    const again = await page().ask('/', { headers: { 'if-none-match': String(headers.etag) } })
    expect([again.status, again.text]).toEqual([304, ''])
    const other = await page().ask('/', { headers: { 'if-none-match': '"other"' } })
    expect(other.status).toBe(200)
  })
}
