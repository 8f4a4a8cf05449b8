import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { outsideOf } from '../../../infra/local/runner/outside.ts'

test.each(['before its head', 'in the middle of its body'])(
  'a silent outside service %s delays the run by its patience, no longer',
  async silent => {
    const server = createServer((_, response) => {
      if (silent !== 'before its head') response.writeHead(200).write('begun')
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/topic`
    const answer = await outsideOf([], 0, 30).ask({ url, method: 'POST', headers: {}, body: 'told' })
    expect(answer).toEqual({ failure: 'no answer within 0.03 s' })
    server.closeAllConnections()
    server.close()
  },
  // A real run would wait for it for good; the test does not.
  5_000,
)
