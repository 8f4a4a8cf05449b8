import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { loadConfiguration } from '#runtime/configuration.ts'
import { venueExchange } from '#runtime/venue-exchange.ts'
import { bare, type LocalDesk, openDesk, run } from './a-desk.ts'

// One stack for the whole file: each test goes on where the one before left it, as an operator does.
// A dozen processes on a busy machine take their time.
vi.setConfig({ testTimeout: 180_000 })
let desk: LocalDesk
let secret: string
const said: string[] = []

beforeAll(async () => {
  desk = await openDesk({ from: Date.UTC(2025, 1, 3, 1, 0) })
  secret = JSON.parse(desk.stack.secret()).secret
  await desk.stack.clock.sleep(130_000)
}, 120_000)
afterAll(() => desk?.close())

/** The tool, and all that it said remembered. */
async function qt(...args: readonly string[]) {
  const ran = await desk.qt(...args)
  said.push(ran.out, ran.err)
  return ran
}

/** A client of the same account that is not this system. */
async function somebody() {
  const { documents, table, clock } = desk.stack
  const { feedUrl } = JSON.parse(readFileSync(desk.file, 'utf8')) as { readonly feedUrl: string }
  const credentials = JSON.parse(desk.stack.secret())
  const configuration = loadConfiguration({})
  return { exchange: venueExchange({ configuration, credentials, clock, documents, table, feedUrl }) }
}

const watchKey = { pk: 'WATCH', sk: 'ITEM' }
/** A tick in the far future is one that no survey can claim: nobody looks at positions any more. */
const breakWatch = () =>
  desk.stack.documents.send(
    new PutCommand({
      TableName: desk.stack.table,
      Item: { ...watchKey, v: 1, tick: desk.stack.clock.now() + 1e9, holder: 'nobody' },
    }),
  )
const mendWatch = () =>
  desk.stack.documents.send(new DeleteCommand({ TableName: desk.stack.table, Key: watchKey }))

const sell = (symbol: string, ...more: readonly string[]) =>
  qt('signal', symbol, 'SELL', '--confidence', '0.81', '--source', 'desk', '--leverage', '3', ...more)

test('config names every setting with its source, and warns where the numbers lose by construction', async () => {
  const { code, out } = await qt('config', 'ETHUSDT')
  expect(code).toBe(0)
  expect(out).toMatch(/QT_DEFAULT_LEVERAGE +30 +default/)
  expect(out).toContain('At 30x, 2.00 % of the margin is 0.0667 % of the price')
  expect(out).toContain('the emergency level of -3.00 % equals the fees of one round trip')
  expect(out).toMatch(/ETHUSDT .* 30x/)
  const { consequences, symbols } = (await qt('config', 'ETHUSDT', '--json')).json()
  expect(consequences).toMatchObject({ roundTripOfMargin: '0.03', netAtStop: '-0.05', netAtTakeProfit: '0' })
  expect(consequences.winRateToBreakEven).toBeUndefined()
  expect(symbols[0]).toMatchObject({ symbol: 'ETHUSDT', leverage: 30 })
})

test('on a quiet stack the doctor finds it safe to trade', async () => {
  const { code, out } = await qt('doctor')
  expect(out).toContain('Safe to trade')
  expect(out).toMatch(/ok +position mode +one-way/)
  expect(code).toBe(0)
  const { safe, checks } = (await qt('doctor', '--json')).json()
  expect(safe).toBe(true)
  expect(checks.map((each: { check: string }) => each.check)).toEqual(
    expect.arrayContaining(['key', 'region', 'clock', 'watch', 'SignalQueue', 'CloseDeadLetters', 'alarms']),
  )
})

test('a signal is followed until its position is protected', async () => {
  const { code, out, err } = await sell('ETHUSDT', '--wait')
  expect(err).toMatch(/pushed SELL ETHUSDT as signal \w+/)
  expect(out).toMatch(/protected: short [\d.]+ ETHUSDT at [\d.]+, 3x; stop at [\d.]+/)
  expect(code).toBe(0)
})

test('a refused signal says why, and the exit code says no', async () => {
  const again = await sell('ETHUSDT', '--wait', '--json')
  expect(again.json().verdict).toMatchObject({ verdict: 'refused', reason: 'already-open' })
  expect(again.code).toBe(1)
})

test('positions, orders and account are the same on the exchange and in the table', async () => {
  const positions = await qt('positions')
  expect(positions.out).toMatch(/ETHUSDT .* short 3x/)
  expect(positions.out).not.toContain('!')
  expect(positions.code).toBe(0)
  const [compared] = (await qt('positions', '--json')).json().positions
  expect(compared).toMatchObject({ symbol: 'ETHUSDT', liveStops: 2, differences: [] })

  const { orders, missing } = (await qt('orders', 'ETHUSDT', '--json')).json()
  expect(missing).toEqual([])
  expect(orders.map((order: { why: string }) => order.why)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^primary stop at .*tier 0/),
      expect.stringMatching(/^backup stop behind the primary/),
    ]),
  )
  expect((await qt('orders')).out).toContain('primary stop')

  const account = await qt('account')
  expect(account.out).toContain('1 of 4 slots taken (ETHUSDT)')
  expect(account.code).toBe(0)
  expect((await qt('account', '--json')).json().differences).toEqual([])
})

test('positions --watch looks again and again until it is ended', async () => {
  const args = ['infra/desk/qt.ts', 'positions', '--watch', `--local=${desk.file}`]
  const child = spawn(process.execPath, args, { env: bare })
  let shown = ''
  for await (const chunk of child.stdout) {
    shown += chunk
    if (shown.split('the local stack').length > 2) child.kill('SIGINT')
  }
  expect(shown.match(/the local stack/g)?.length).toBeGreaterThanOrEqual(2)
})

test('explain tells the whole story, and every decision comes out the same again', async () => {
  const { code, out } = await qt('explain', 'ETHUSDT', '--verify')
  expect(out).toMatch(/saw bid .* decided [\d.]+ up to/)
  expect(out).toMatch(/filled short [\d.]+ at [\d.]+, 3x/)
  expect(out).toMatch(/sent backup stop STOP at [\d.]+ → accepted/)
  expect(out).toMatch(/\d+ decisions made again, all equal/)
  expect(code).toBe(0)
  const { verified, position } = (await qt('explain', 'ETHUSDT', '--verify', '--json')).json()
  expect(verified.every((each: { equal: boolean }) => each.equal)).toBe(true)
  expect((await qt('explain', position.id)).out).toContain(position.id)
})

test('a halt refuses entries until it is lifted, and the doctor says so', async () => {
  expect((await qt('halt', '--reason', 'a drill', '--yes')).out).toContain('halted by operator: a drill')
  const refused = await sell('XRPUSDT', '--wait')
  expect(refused.out).toContain('halted')
  const doctor = await qt('doctor')
  expect(doctor.out).toMatch(/failure +entries +halted by operator \(a drill\)/)
  expect(doctor.code).toBe(1)
  expect((await qt('resume', '--yes', '--json')).json()).toEqual({ halts: {} })
})

test('without a terminal nothing is done unless --yes is said', async () => {
  const { code, err } = await qt('close', 'ETHUSDT')
  expect(code).toBe(2)
  expect(err).toContain('say --yes')
  expect((await qt('positions', '--json')).json().positions).toHaveLength(1)
})

test('cancel-all spares the stops of what is open', async () => {
  const { code, err } = await qt('cancel-all', 'ETHUSDT', '--yes')
  expect(code).toBe(0)
  expect(err).toMatch(/spares ETHUSDT STOP_MARKET/)
  const { orders } = (await qt('orders', 'ETHUSDT', '--json')).json()
  expect(orders.filter((order: { type: string }) => order.type.startsWith('STOP')).length).toBeGreaterThan(1)
})

test('an order that is not ours is marked, and cancelled with the rest', async () => {
  // XRPUSDT is flat; the order is the operator's own, from another program.
  const { exchange } = await somebody()
  const placed = await exchange.placeAlgo({
    symbol: 'XRPUSDT',
    side: 'BUY',
    type: 'STOP_MARKET',
    triggerPrice: '9',
    quantity: '10',
    clientId: 'another-program',
  })
  expect(placed).toMatchObject({ outcome: 'accepted' })
  const orders = await qt('orders', 'XRPUSDT')
  expect(orders.out).toContain('not placed by this system')
  expect(orders.code).toBe(1)
  expect((await qt('cancel-all', 'XRPUSDT', '--yes', '--json')).json()).toMatchObject({
    left: [],
    spared: [],
  })
})

test('a position that nobody manages is marked, and the exit code says no', async () => {
  const { exchange } = await somebody()
  const order = { type: 'LIMIT', timeInForce: 'IOC', symbol: 'SOLUSDT', side: 'BUY' } as const
  const { ask } = await exchange.quote('SOLUSDT')
  const price = String(Math.ceil(Number(ask) * 1.01))
  const placed = await exchange.place({ ...order, quantity: '1', price, clientId: 'by-hand' })
  expect(placed).toMatchObject({ outcome: 'accepted', value: { filled: '1' } })
  const { code, out } = await qt('positions')
  expect(out).toContain('! SOLUSDT: open on the exchange, managed by nobody here')
  expect(code).toBe(1)
  expect((await qt('doctor')).out).toMatch(/failure +positions +SOLUSDT/)
  expect((await qt('close', 'SOLUSDT', '--yes')).err).toContain('closed on the exchange itself')
  const reduce = { type: 'MARKET', reduceOnly: true, symbol: 'SOLUSDT', side: 'SELL' } as const
  await exchange.place({ ...reduce, quantity: '1', clientId: 'by-hand-too' })
})

test('close gets a position flat while the watch is broken, and reports what the exchange says', async () => {
  await breakWatch()
  const doctor = await qt('doctor')
  expect(doctor.out).toMatch(/failure +watch/)
  expect(doctor.code).toBe(1)
  const { code, out, err } = await qt('close', 'ETHUSDT', '--yes')
  expect(err).toContain('ETHUSDT short')
  expect(out).toMatch(/closed ETHUSDT \(\w+\), net .*the exchange shows 0 open and 0 orders/)
  expect(code).toBe(0)
  expect((await qt('close', 'ETHUSDT', '--yes')).err).toContain('ETHUSDT has no position of ours')
  await mendWatch()
})

test('flatten closes everything, and halts first where it is told to', async () => {
  expect((await sell('DOGEUSDT', '--wait')).code).toBe(0)
  const flat = (await qt('flatten', '--halt', '--yes', '--json')).json()
  expect(flat.closed).toMatchObject([
    { symbol: 'DOGEUSDT', done: true, onTheExchange: { open: '0', orders: 0 } },
  ])
  expect((await qt('account', '--json')).json().table.halts).toHaveProperty('operator')
})

test('the report adds up, as a table, as JSON and as CSV', async () => {
  const { all, by, trades } = (await qt('report', '--json')).json()
  expect(all.trades).toBe(2)
  expect(trades).toHaveLength(2)
  expect(Number(all.net)).toBeCloseTo(
    trades.reduce((sum: number, it: { net: string }) => sum + Number(it.net), 0),
    6,
  )
  expect(by.reason).toHaveProperty('operator')
  expect((await qt('report')).out).toMatch(/profit factor/)
  const lines = (await qt('report', '--csv')).out.trim().split('\n')
  expect(lines[0]).toMatch(/^id,symbol,side,source,tier,reason/)
  expect(lines).toHaveLength(3)
  expect((await qt('report', '--to', '2025-02-01', '--json')).json().all.trades).toBe(0)
})

test('on a pipe there are no colours, and nowhere is there a secret', () => {
  expect(said.length).toBeGreaterThan(40)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
  expect(said.join('')).not.toMatch(/\u001b\[/)
  expect(said.join('')).not.toContain(secret)
})

test.skipIf(!existsSync('/usr/bin/script'))('on a terminal it asks, and a no does nothing', async () => {
  const command = `${process.execPath} infra/desk/qt.ts resume --local=${desk.file}`
  const { out } = await run('/usr/bin/script', ['-qec', command, '/dev/null'], {}, 'no\n')
  expect(out).toContain('Do it? Type yes:')
  expect(out).toContain('nothing was done')
  expect((await qt('account', '--json')).json().table.halts).toHaveProperty('operator')
})

test('a stack whose table is gone is said to be broken, with what to do', async () => {
  const connection = JSON.parse(readFileSync(desk.file, 'utf8'))
  const outputs = { ...connection.outputs, TableName: 'no-such-table' }
  const file = `${desk.file}.broken.json`
  writeFileSync(file, JSON.stringify({ ...connection, outputs }))
  const { code, err } = await run(process.execPath, ['infra/desk/qt.ts', 'positions', `--local=${file}`])
  expect(err).toContain('deploy it again')
  expect(code).toBe(3)
  const doctor = await run(process.execPath, ['infra/desk/qt.ts', 'doctor', `--local=${file}`])
  expect(doctor.out).toMatch(/failure +account/)
  expect(doctor.code).toBe(1)
})
