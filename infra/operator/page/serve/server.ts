import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Asset } from '../assets.ts'
import { createLive } from './live.ts'
import type { Place } from './place.ts'
import { type Answering, requestAnswered } from './requests.ts'
import { createSessions } from './sessions.ts'
import { tagged } from './tagged.ts'

export interface PageServer {
  /** `http://127.0.0.1:7340`. */
  readonly address: string
  /** An address that opens the page in one browser, once; earlier addresses become invalid. */
  newAddress(): string
  close(): Promise<void>
}

export interface PageServerOptions {
  readonly place: Place
  readonly assets: readonly Asset[]
  /** The bearer that other tools send. */
  readonly bearer: string
  /** 0: any free port. */
  readonly port: number
  /** Reports a defect of this tool: what was asked for, and what went wrong. */
  readonly onFailure: (what: string, error: unknown) => void
}

/** Only this machine. */
export const pageHost = '127.0.0.1'

/** A browser also sends the cookies of everything else on this machine, whatever its port; bytes. */
const mostHeaders = 65_536

/** Serves the page to this machine's browsers and tools only. Rejects if the port is taken. */
export async function servePage(options: PageServerOptions): Promise<PageServer> {
  const { place, bearer, port, onFailure } = options
  const assets = options.assets.map(tagged)
  const sessions = createSessions(bearer)
  const live = createLive(place.following)
  const answering = (address: string): Answering => ({ address, place, live, sessions, assets, onFailure })
  const answer = (request: IncomingMessage, response: ServerResponse) =>
    requestAnswered(answering(address), request, response)
  const server = createServer(
    { maxHeaderSize: mostHeaders, headersTimeout: 5_000, requestTimeout: 10_000 },
    answer,
  )
  server.maxConnections = 128
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, pageHost, resolve)
  })
  const address = `http://${pageHost}:${(server.address() as AddressInfo).port}`
  return {
    address,
    newAddress: () => `${address}/enter?token=${sessions.newToken()}`,
    async close() {
      place.following.close()
      live.close()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
