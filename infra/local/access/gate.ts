import { Agent, createServer, request as requestTo, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Access } from './access.ts'
import { type Refused, refusedNames } from './message-names.ts'

export interface Gate {
  readonly port: number
  close(): Promise<void>
}

/** Stands before a local service and lets through what the caller's role allows and AWS would take. */
export async function openGate(servicePort: number, access: Access): Promise<Gate> {
  const agent = new Agent({ keepAlive: true })
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray())
    const asked = { headers: request.headers, body: body.toString() }
    const refused = access.judge(asked) ?? refusedNames(asked)
    if (refused) return refuse(response, refused, request.headers['x-amz-target'] === undefined)
    const { url, method, headers } = request
    const passed = requestTo({ agent, host: '127.0.0.1', port: servicePort, path: url, method, headers })
    passed.on('response', answer => {
      response.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(response)
    })
    passed.on('error', error => response.destroy(error))
    // Who no longer waits for messages must not be handed any.
    response.on('close', () => response.writableFinished || passed.destroy())
    passed.end(body)
  })
  // Longer than any client rests between two requests: a connection that closes under one is an error.
  server.keepAliveTimeout = 3_600_000
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      agent.destroy()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** In JSON, or in the XML of the query protocol that topics speak. */
function refuse(response: ServerResponse, { name, message }: Refused, inXml: boolean): void {
  if (inXml) {
    const error = `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${message}</Message></Error></ErrorResponse>`
    return void response.writeHead(403, { 'content-type': 'text/xml' }).end(error)
  }
  const body = JSON.stringify({ __type: name, message })
  response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' }).end(body)
}
