import { request } from 'node:https'
import type { TLSSocket } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Certificate, selfSigned } from '../../infra/local/market/certificate.ts'
import { type ServedVenue, serveVenue } from '../../infra/local/market/serve.ts'
import { bench } from './builder.ts'

let certificate: Certificate
let served: ServedVenue
beforeAll(async () => {
  certificate = selfSigned('127.0.0.1', Date.now())
  served = await serveVenue(bench().venue, { tls: certificate })
})
afterAll(() => served.close())

interface Heard {
  readonly status: number | undefined
  readonly body: string
  readonly fingerprint: string
}

/** The answer to a client that trusts these authorities; rejects if the client does not trust the server. */
const asked = (url: string, ca: readonly string[] | undefined): Promise<Heard> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { ca: ca && [...ca], agent: false }, answer => {
      const { fingerprint256: fingerprint } = (answer.socket as TLSSocket).getPeerCertificate()
      let body = ''
      answer.on('data', chunk => {
        body += chunk
      })
      answer.on('end', () => resolve({ status: answer.statusCode, body, fingerprint }))
    })
    sent.once('error', reject)
    sent.end()
  })

test('a client that trusts the certificate is answered over TLS, under each name of this machine', async () => {
  for (const host of ['localhost', '127.0.0.1']) {
    const url = `https://${host}:${new URL(served.url).port}/fapi/v1/ticker/price?symbol=BTCUSDT`
    const { status, body, fingerprint } = await asked(url, [certificate.cert])
    expect([status, JSON.parse(body).price, fingerprint]).toEqual([200, '60000.00', certificate.fingerprint])
  }
})

test('a client without the certificate does not trust it', async () => {
  await expect(asked(`${served.url}/fapi/v1/time`, undefined)).rejects.toThrow(/self-signed certificate/)
  const other = selfSigned('127.0.0.1', Date.now())
  expect(other.fingerprint).not.toBe(certificate.fingerprint)
  await expect(asked(`${served.url}/fapi/v1/time`, [other.cert])).rejects.toThrow(
    /self-signed certificate|signature/,
  )
})

test('a server with TLS answers nothing without it', async () => {
  await expect(fetch(`${served.url.replace('https', 'http')}/fapi/v1/time`)).rejects.toThrow()
})
