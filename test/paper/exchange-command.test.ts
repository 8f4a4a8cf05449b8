import { spawn } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import WebSocket from 'ws'
import { exchangeCommand } from '../../infra/local/exchange-options.ts'
import { listeningOf } from '../listening.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paper-exchange-'))
})
afterAll(() => rm(folder, { recursive: true }))

const run = (...args: readonly string[]) => spawn(process.execPath, ['infra/local/exchange.ts', ...args])

/** What it says of such options before it ends, in this process. */
function saidOf(...args: readonly string[]): string {
  let said = ''
  const note = (text: string) => {
    said += text
  }
  const command = exchangeCommand.exitOverride().configureOutput({ writeOut: note, writeErr: note })
  expect(() => command.parse(args, { from: 'user' })).toThrow()
  return said
}

/** Resolves with the first match in the command's output; rejects with all of the output if the command ends first. */
function printed(command: ReturnType<typeof run>, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const waiting = setTimeout(
      () => reject(new Error(`expected ${pattern} within a minute, got ${text}`)),
      60_000,
    )
    const read = (chunk: Buffer) => {
      text += chunk.toString()
      const [, found] = pattern.exec(text) ?? []
      if (found === undefined) return
      clearTimeout(waiting)
      resolve(found)
    }
    command.stdout.on('data', read)
    command.stderr.on('data', read)
    command.once('exit', () => {
      clearTimeout(waiting)
      reject(new Error(text))
    })
  })
}

/** Three minutes of ETHUSDT. */
async function someKlines(): Promise<string> {
  const file = join(folder, 'ETHUSDT-1m-2025-02-03.csv')
  const minute = 1_738_548_420_000
  const rows = [0, 1, 2].map(i => [minute + i * 60_000, '2500', '2510.5', '2490', '2505', '1200'].join(','))
  await writeFile(file, `${['open_time,open,high,low,close,volume', ...rows].join('\n')}\n`)
  return file
}

async function stopped(command: ReturnType<typeof run>): Promise<unknown> {
  const ended = new Promise(resolve => command.once('exit', resolve))
  command.kill('SIGTERM')
  return ended
}

test('the exchange command serves recorded klines as a Binance venue until it is told to stop', async () => {
  const command = run('--klines', await someKlines(), '--port', '0', '--speed', '10', '--spread', '20')
  const url = await printed(command, /Paper exchange at (\S+)\/fapi/)
  expect(listeningOf(command.pid ?? 0)).toEqual([{ port: Number(new URL(url).port), beyond: false }])
  const answer = await fetch(`${url}/fapi/v1/ticker/price?symbol=ETHUSDT`)
  const body = (await answer.json()) as { symbol: string; price: string }
  expect(answer.status).toBe(200)
  expect(body.symbol).toBe('ETHUSDT')
  expect(Number(body.price)).toBeGreaterThanOrEqual(2490)
  expect(Number(body.price)).toBeLessThanOrEqual(2510.5)
  const ticker = await fetch(`${url}/fapi/v1/ticker/bookTicker?symbol=ETHUSDT`)
  const book = (await ticker.json()) as { bidPrice: string; askPrice: string }
  expect(Number(book.askPrice) / Number(book.bidPrice)).toBeGreaterThanOrEqual(1.002)
  expect((await fetch(`${url}/_control/faults`)).status).toBe(404)
  expect(await stopped(command)).toBe(0)
})

test('the exchange command records its requests, and injects faults when told to', async () => {
  const file = join(folder, 'record.jsonl')
  const command = run('--klines', await someKlines(), '--port', '0', '--record', file, '--control')
  const [url = '', token = ''] = (await printed(command, /verdicts at (\S+ with the token \w{32})$/m)).split(
    '/_control with the token ',
  )
  const rule = { times: 1, fault: { kind: 'answer', as: 'service-unavailable' } }
  await fetch(`${url}/_control/faults`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify(rule),
  })
  const asked = () => fetch(`${url}/fapi/v1/time?signature=abc`, { headers: { 'X-MBX-APIKEY': 'paper-key' } })
  expect([(await asked()).status, (await asked()).status]).toEqual([503, 200])
  expect(await stopped(command)).toBe(0)
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n')
  expect(lines.map(line => JSON.parse(line))).toMatchObject([
    { method: 'GET', path: '/fapi/v1/time', params: {}, status: 503, body: { msg: 'Service Unavailable.' } },
    { method: 'GET', path: '/fapi/v1/time', params: {}, status: 200 },
  ])
  expect(lines.join()).not.toMatch(/abc|paper-key/)
})

test('the exchange command goes on when its recording cannot, says so, and ends with code 2', async () => {
  const gone = join(folder, 'gone')
  await mkdir(gone)
  const args = ['--klines', await someKlines(), '--port', '0', '--record', join(gone, 'record.jsonl')]
  const command = run(...args)
  const told = printed(command, /(--record .* ends here: ENOENT)/)
  const url = await printed(command, /Paper exchange at (\S+)\/fapi/)
  await rm(gone, { recursive: true })
  expect((await fetch(`${url}/fapi/v1/time`)).status).toBe(200)
  await told
  expect(await stopped(command)).toBe(2)
})

test('the exchange command serves several accounts over TLS, and leaves no certificate behind', async () => {
  const command = run(
    '--klines',
    await someKlines(),
    '--port',
    '0',
    '--tls',
    '--key',
    'alice:5',
    '--key',
    'bob',
  )
  const told = printed(command, /(Paper exchange at https:[\s\S]*\nWith ccxt, .*)/)
  const [, file = '', fingerprint] = /Certificate (\S+), SHA-256 (\S+)/.exec(await told) ?? []
  expect(new X509Certificate(await readFile(file)).fingerprint256).toBe(fingerprint)
  const [, streams = ''] = /Streams at (wss:\/\/[^/]+)\//.exec(await told) ?? []
  const socket = new WebSocket(`${streams}/market/ws/ethusdt@markPrice@1s`, { ca: await readFile(file) })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  socket.terminate()
  expect(await told).toContain('API key alice-key, secret alice-secret, balance 5 USDT')
  expect(await told).toContain('API key bob-key, secret bob-secret, balance 10000 USDT')
  expect(await stopped(command)).toBe(0)
  await expect(readFile(file)).rejects.toThrow('ENOENT')
})

test('the exchange command plays recorded trades one by one, and its help says so', async () => {
  const trades = new URL('./market/fixtures/APEUSDT-aggTrades-2024-10-18.csv.gz', import.meta.url).pathname
  const command = run('--klines', trades, '--port', '0', '--step', '1', '--speed', '100')
  const url = await printed(command, /Paper exchange at (\S+)\/fapi/)
  const answer = await fetch(`${url}/fapi/v1/trades?symbol=APEUSDT`)
  const rows = (await answer.json()) as readonly { readonly price: string }[]
  expect(rows.length).toBeGreaterThan(0)
  for (const { price } of rows) expect(Number(price)).toBeCloseTo(0.724, 2)
  await stopped(command)
  expect(saidOf('--help')).toContain('SYMBOL-aggTrades-…')
})

test('the exchange command names the missing option, or explains what is wrong with one', () => {
  expect(saidOf('--port', '0')).toContain("required option '--klines")
  expect(saidOf('--klines', 'x', '--balance', 'much')).toMatch(/Expected a decimal number.*got much/)
  expect(saidOf('--klines', 'x', '--host', '')).toMatch(/Expected an address.*got an empty one/)
  expect(saidOf('--klines', 'x', '--speed', '1e999')).toMatch(/Expected a number above 0, got 1e999/)
  expect(saidOf('--klines', 'x', '--stream-delay', '1e12')).toMatch(/Expected milliseconds.*got 1e12/)
})

test('the exchange command serves nothing if its recording has no place', async () => {
  const command = run('--klines', await someKlines(), '--port', '0', '--record', '/dev/null/file')
  const ended = once(command, 'exit')
  const [out, err] = await Promise.all([text(command.stdout), text(command.stderr)])
  expect([out, ...(await ended)]).toEqual(['', 2, null])
  expect(err).toMatch(/^--record \/dev\/null\/file: there is no folder \/dev\/null/)
})

test('the exchange command says in a sentence that its port is in use, and ends with code 2', async () => {
  const other = createServer()
  await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as AddressInfo
  const command = run('--klines', await someKlines(), '--port', String(port))
  const ended = once(command, 'exit')
  const { stdout, stderr } = command
  const [out, err] = await Promise.all([text(stdout), text(stderr)])
  other.close()
  expect([out, ...(await ended)]).toEqual(['', 2, null])
  expect(err).toBe(
    `The exchange cannot listen: port ${port} of 127.0.0.1 is used by another program. Choose another with --port or --host; --port 0 takes a free one.\n`,
  )
})
