import { type AddressInfo, createServer, type Server } from 'node:net'
import { expect, test } from 'vitest'
import { onLoopback } from '../../../infra/local/runner/on-loopback.ts'
import { listeningOf } from '../../listening.ts'

const onEveryAddress = () =>
  new Promise<Server>(resolve => {
    const server = createServer()
    server.listen({ port: 0, host: '0.0.0.0' }, () => resolve(server))
  })

test('a server that would listen on every address listens on loopback, while that is switched on', async () => {
  const [there, everywhere] = [await onLoopback(onEveryAddress), await onEveryAddress()]
  const reached = (server: Server) => {
    const { port } = server.address() as AddressInfo
    return listeningOf(process.pid).find(each => each.port === port)?.beyond
  }
  expect([reached(there), reached(everywhere)]).toEqual([false, true])
  there.close()
  everywhere.close()
})
