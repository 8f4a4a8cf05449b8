import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, test } from 'vitest'
import { Unanswerable } from '../../../infra/operator/page/serve/answer.ts'
import { bodyOf } from '../../../infra/operator/page/serve/body.ts'
import { actionAsked } from '../../../infra/operator/page/shown/action.ts'

test('a request that breaks off is rejected, and is no failure of the page', async () => {
  const server = createServer()
  await new Promise<void>(done => server.listen(0, '127.0.0.1', () => done()))
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const head = ['POST / HTTP/1.1', 'Host: page', 'Content-Type: application/json', 'Content-Length: 100']
  client.write(`${head.join('\r\n')}\r\n\r\n{"action":`)
  const [request] = (await once(server, 'request')) as [IncomingMessage]
  const read = bodyOf(request, actionAsked).catch((error: unknown) => error)
  client.destroy()
  expect(await read).toEqual(new Unanswerable(400, 'the request ended before its body did'))
  expect(await read).toBeInstanceOf(Unanswerable)
  await new Promise(done => server.close(done))
})
