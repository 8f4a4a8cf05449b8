import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { clientIdOf } from '#domain/identity.ts'
import type { Position } from '#domain/position.ts'

/** The surroundings of a sentinel's process: Binance's listen key and streams, and AWS without the table. */
export interface Around {
  readonly url: string
  /** Requested starts of the watch. */
  wakes(): number
  close(): Promise<void>
}

export interface AroundOptions {
  readonly positions: readonly Position[]
  /** Real milliseconds between two marks of a symbol, which Binance sends each second. */
  readonly markEveryMs: number
  /** Whether marks are beyond the stops and each comes with an account event; otherwise nothing happens. */
  readonly isBusy: boolean
}

/** As Binance writes them. */
const mark = ({ symbol }: Position, price: string) =>
  JSON.stringify({
    ...{ e: 'markPriceUpdate', E: Date.now(), s: symbol, p: price, ap: price, P: price, i: price },
    ...{ r: '0.00010000', T: Date.now() },
  })
const filled = ({ symbol, id }: Position) => {
  const of = {
    s: symbol,
    S: 'SELL',
    o: 'LIMIT',
    f: 'GTC',
    q: '1',
    p: '2500',
    ap: '2500',
    sp: '0',
    x: 'TRADE',
  }
  const c = clientIdOf('bench', id, 'rung', 1)
  return JSON.stringify({
    ...{ e: 'ORDER_TRADE_UPDATE', E: Date.now(), T: Date.now() },
    o: { ...of, c, X: 'PARTIALLY_FILLED', i: 1, l: '0.1', z: '0.1', L: '2500', N: 'USDT', n: '0.1', t: 1 },
  })
}
const moved = ({ symbol }: Position) => {
  const balances = [{ a: 'USDT', wb: '10000', cw: '10000', bc: '0' }]
  const P = [{ s: symbol, pa: '9', ep: '2500', cr: '0', up: '0', mt: 'isolated', iw: '100', ps: 'BOTH' }]
  return JSON.stringify({
    e: 'ACCOUNT_UPDATE',
    E: Date.now(),
    T: Date.now(),
    a: { m: 'ORDER', B: balances, P },
  })
}

/** Answers the function's requests to Binance and to AWS, and sends as many events as the test wants. */
export async function around({ positions, markEveryMs, isBusy }: AroundOptions): Promise<Around> {
  let wakes = 0
  const server = createServer((request, response) => {
    const target = String(request.headers['x-amz-target'] ?? '')
    if (target.endsWith('StartExecution')) wakes += 1
    request.resume().on('end', () => {
      response.setHeader('content-type', 'application/x-amz-json-1.1')
      response.end(answerTo(request.url ?? '', target))
    })
  })
  const sockets = new WebSocketServer({ server })
  const lines = { account: new Set<WebSocket>(), marks: new Set<WebSocket>() }
  sockets.on('connection', (socket, { url = '' }) => {
    const line = url.startsWith('/private/') ? lines.account : lines.marks
    line.add(socket)
    socket.on('close', () => line.delete(socket))
    socket.on('message', data =>
      socket.send(JSON.stringify({ result: null, id: JSON.parse(String(data)).id })),
    )
  })
  const tell = () => {
    for (const position of positions) {
      for (const socket of lines.marks) socket.send(mark(position, isBusy ? '1' : '2500.10'))
      if (!isBusy) continue
      for (const socket of lines.account)
        for (const text of [filled(position), moved(position)]) socket.send(text)
    }
  }
  const telling = setInterval(tell, markEveryMs)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    wakes: () => wakes,
    close: async () => {
      clearInterval(telling)
      for (const socket of sockets.clients) socket.terminate()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

function answerTo(url: string, target: string): string {
  if (url.startsWith('/fapi/v1/listenKey')) return JSON.stringify({ listenKey: 'a-listen-key' })
  const secret = JSON.stringify({ apiKey: 'none', secret: 'none' })
  if (target.endsWith('GetSecretValue')) return JSON.stringify({ SecretString: secret })
  return JSON.stringify({ executionArn: 'arn', startDate: Date.now() / 1000 })
}
