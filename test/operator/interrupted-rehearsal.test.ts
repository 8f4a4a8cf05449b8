import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, test } from 'vitest'
import { createBinanceExchange } from '#binance/binance.ts'
import { positionLifetimes } from '#paper/audit/ledger.ts'
import { systemClock as clock } from '#ports/clock.ts'
import { serveExchange } from '../clients/served-exchange.ts'
import { bare, inProject } from './an-operator.ts'

/** A rehearsal in a process of its own; `happens` is called with each of its lines. */
async function rehearsed(happens: (line: string, child: ChildProcess) => void) {
  const exchange = await serveExchange({ ETHUSDT: '2500' })
  const file = join(mkdtempSync(join(tmpdir(), 'qt-rehearsal-')), 'kept.jsonl')
  const args = [inProject('test/operator/rehearsal/process.ts'), exchange.url, file]
  const child = spawn(process.execPath, args, { env: bare, cwd: inProject('.') })
  const said: string[] = []
  createInterface({ input: child.stderr }).on('line', line => {
    said.push(line)
    happens(line, child)
  })
  const [out] = await Promise.all([child.stdout.toArray(), once(child, 'close')])
  const { apiKey, secret, url } = exchange
  const reader = createBinanceExchange({ apiKey, secret, venue: 'demo', clock, endpoint: url })
  const books = {
    open: await reader.position('ETHUSDT'),
    orders: [...(await reader.openOrders('ETHUSDT')), ...(await reader.openAlgoOrders('ETHUSDT'))],
  }
  const lives = positionLifetimes(await exchange.venue.ledger('ETHUSDT'))
  await exchange.close()
  return { said, out: Buffer.concat(out).toString(), code: child.exitCode, books, lives }
}

const nothing = { open: undefined, orders: [] }

describe.concurrent('a rehearsal that is ended', () => {
  test('by Ctrl-C first closes its position and cancels its orders', async () => {
    const { said, out, code, books, lives } = await rehearsed((line, child) => {
      // The operator is in a hurry, which changes nothing.
      if (/^(done: bridge|Interrupted)/.test(line)) child.kill('SIGINT')
    })
    expect(said).toContain('Interrupted: cleaning up …')
    expect(said).toContain('Still cleaning up …')
    expect(JSON.parse(out)).toMatchObject({ verdict: 'failed', left: [] })
    expect(JSON.parse(out).taken.at(-2)).toMatchObject({ step: 'hold', found: 'it was interrupted' })
    expect(code).toBe(1)
    expect(books).toEqual(nothing)
    expect(lives).toHaveLength(1)
  })

  test('by a closed terminal does so too', async () => {
    const { books, lives } = await rehearsed((line, child) => {
      if (line.startsWith('done: two stops')) child.stderr?.destroy()
      if (line.startsWith('done: two stops')) setTimeout(() => child.kill('SIGHUP'), 500)
    })
    expect(books).toEqual(nothing)
    expect(lives).toHaveLength(1)
  })
})
