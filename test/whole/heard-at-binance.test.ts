import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readRecords } from '../../infra/local/audit/records.ts'
import { type HeldStack, holdLocalStack } from '../../infra/local/runner/hold.ts'
import { openConnection } from '../../infra/operator/connect/connection.ts'
import { at, folder, lasting, sample } from './market.ts'
import { type Line, listened } from './sentinels.ts'

const symbol = 'XRPUSDT'
const minutes = 60_000
/** The longest time between two ticks, in seconds: what comes sooner comes from the sentinel. */
const interval = 60
/**
 * The hours played, in which one sentinel hands over; `HEARD_HOURS=24` plays a day. After its end the recording's last
 * price stands.
 */
const hours = Number(process.env.HEARD_HOURS ?? 0.3)
/** The longest that an hour may take, in real milliseconds. */
const patienceMs = 120_000

/** The demo template with its sentinel (function, WebSockets, listen key) in the market's time. */
describe('a sentinel in the local run', () => {
  const lines: Line[] = []
  const file = join(folder, 'heard.json')
  const direct = join(folder, 'heard-direct.json')
  let held: HeldStack

  beforeAll(async () => {
    held = await holdLocalStack({
      klines: [sample],
      from: at('01:00:00'),
      to: at('01:17:00'),
      speed: Number.POSITIVE_INFINITY,
      environment: {
        ...{ QT_PAPER_TRADING: 'false', STAGING_MODE: 'true', QT_DEFAULT_LEVERAGE: '20' },
        QT_CHECK_INTERVAL: String(interval),
      },
      sentinel: true,
      file,
      onLog: (by, line) => line.startsWith('{') && lines.push({ by, ...JSON.parse(line) }),
    })
    const { outputs, ...connection } = JSON.parse(readFileSync(file, 'utf8'))
    const { OperatorFunction: _, ...others } = outputs
    writeFileSync(direct, JSON.stringify({ ...connection, outputs: others }))
    const { stack } = held
    await stack.clock.sleep(15_000)
    await stack.sendSignal(lasting(stack.clock.now(), symbol))
    await stack.clock.sleep(30_000)
  }, 120_000)
  afterAll(() => held?.close())

  /** Another client with the account's key; no time passes meanwhile. */
  async function asAnother<T>(
    act: (
      exchange: Awaited<ReturnType<Awaited<ReturnType<typeof openConnection>>['exchange']>>,
    ) => Promise<T>,
  ): Promise<T> {
    const release = held.stack.clock.hold()
    const connection = await openConnection({ env: 'demo', local: direct }, () => {})
    const done = await act(await connection.exchange())
    release()
    return done
  }

  const stops = () =>
    asAnother(async exchange =>
      (await exchange.openAlgoOrders(symbol)).filter(({ type }) => type?.startsWith('STOP')),
    )

  test('gets stops that another client cancelled restored long before the next tick', async () => {
    const { clock } = held.stack
    // Right after a tick, so that the next one is far away.
    const tickMs = interval * 1000
    await clock.sleep(tickMs - (clock.now() % tickMs) + 1_000)
    const before = await stops()
    expect(before).toHaveLength(2)
    await asAnother(async exchange => {
      for (const { clientId } of before) await exchange.cancelAlgo(symbol, clientId)
    })
    const cancelledAt = clock.now()
    while ((await stops()).length < 2 && clock.now() - cancelledAt < 15_000) await clock.sleep(100)
    expect(clock.now() - cancelledAt).toBeLessThan(2_000)
  }, 60_000)

  test(
    'hands over to the next without a gap, under its role',
    async () => {
      const { stack } = held
      const begunAt = at('01:00:00')
      await stack.clock.sleep(begunAt + hours * 60 * minutes - stack.clock.now())
      const { sentinels, gaps, wentDeaf } = listened(lines, stack.clock.now())
      expect(sentinels).toBeGreaterThanOrEqual(1 + Math.floor(3 * hours))
      expect(sentinels).toBeGreaterThan(1)
      expect(gaps).toEqual([])
      expect(wentDeaf).toBe(0)
      const { positions } = await readRecords(stack.documents, stack.table)
      expect(positions).toMatchObject([{ symbol, state: 'open' }])
      expect((await stack.judged()).filter(({ allowed }) => !allowed)).toEqual([])
      expect(lines.filter(({ level }) => level === 'ERROR')).toEqual([])
      expect(await stack.deadLetters()).toEqual({})
      // The sentinel runs as long as a position is open; no run of the watch waits for it.
      await stack.idle()
    },
    patienceMs * Math.max(1, hours),
  )

  test('ends once no position is open', async () => {
    const { stack } = held
    const { now } = stack.clock
    await stack.sendSignal({ ...lasting(now(), symbol), action: 'CLOSE' })
    await stack.clock.sleep(0.5 * minutes)
    expect(lines.filter(({ message }) => message === 'sentinel-ends').at(-1)).toMatchObject({
      why: 'nothing open',
    })
  }, 60_000)
})
