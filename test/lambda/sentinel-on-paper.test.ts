import type { Context } from 'aws-lambda'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { paperTransport } from '#lambda/paper-transport.ts'
import { clockSlot } from '#ports/clock.ts'
import { createState } from '#table/state.ts'
import { createAccess } from '../../infra/local/access/access.ts'
import { openMarket } from '../../infra/local/market/market.ts'
import { type MarketServer, serveMarket } from '../../infra/local/market/market-server.ts'
import { answerAws } from '../../infra/local/runner/aws-endpoint.ts'
import { type Door, openDoor } from '../../infra/local/runner/door.ts'
import { anOpenPosition } from '../domain/builders.ts'
import { signed } from '../paper/builder.ts'
import { dynamoForTests } from '../table/local-table.ts'

const dynamo = dynamoForTests()
/** The recorded crash, in which time passes thirty times as fast. */
const begin = Date.parse('2025-02-03T01:30:00Z')
const faster = 30
const begunAt = performance.now()
const clock = {
  now: () => Math.floor(begin + (performance.now() - begunAt) * faster),
  sleep: (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms / faster)),
}
const keys = { apiKey: 'paper-key', secret: 'paper-secret' }
const wakes: unknown[] = []
let [endpoint, market]: [Door | undefined, MarketServer | undefined] = [undefined, undefined]

beforeAll(async () => {
  const klines = [new URL('../../infra/local/sample', import.meta.url).pathname]
  market = await serveMarket(openMarket({ klines }), clock)
  const startExecution = ({ input }: Readonly<Record<string, unknown>>) => {
    wakes.push(JSON.parse(String(input)))
    return { executionArn: 'run', startDate: 0 }
  }
  const actions = { 'AWSStepFunctions.StartExecution': startExecution }
  const access = createAccess({ callers: {}, keyOf: {} })
  endpoint = await openDoor(async request => answerAws(request, actions, access))
  vi.stubEnv('AWS_ENDPOINT_URL_SFN', endpoint.url)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await Promise.all([endpoint?.close(), market?.close()])
})

test('the deployed sentinel of paper wakes the watch for a stop that another client cancelled, with no key at hand', async () => {
  const { documents, table } = await dynamo.createTable()
  const feedUrl = market?.url ?? ''
  const position = anOpenPosition()
  const { symbol } = position
  const variables = {
    ...{ QT_PAPER_TRADING: 'true', STAGING_MODE: 'true', QT_DEPLOYMENT: 'paper', QT_TABLE: table },
    ...{ QT_WATCH_ARN: 'arn:aws:states:ap-northeast-1:000000000000:stateMachine:watch' },
    ...{ QT_SENTINEL: 'sentinel:live', QT_PAPER_FEED_URL: feedUrl, POWERTOOLS_METRICS_NAMESPACE: 'test' },
  }
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value)
  Object.assign(globalThis, { [clockSlot]: clock })
  const state = createState({ documents, table, clock })
  await state.account.open('paper', false)
  await state.positions.create(position)
  const hold = (slots: object) => state.account.update(account => ({ ...account, slots: { ...slots } }))
  await hold({ [symbol]: { positionId: position.id, side: 'long', since: clock.now(), worstLoss: '10' } })

  const client = paperTransport({
    ...{ clock, documents, table, feedUrl },
    credentials: keys,
    startingBalance: '10000',
  })
  const ask = async (method: string, path: string, params: Record<string, string>) => {
    const answer = await client(...signed(method, path, params, keys, clock.now()))
    if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`)
  }
  await ask('POST', '/v1/order', {
    symbol,
    side: 'BUY',
    type: 'MARKET',
    quantity: position.openQuantity ?? '1',
  })
  const clientAlgoId = position.protection.primary ?? ''
  const stop = { symbol, side: 'SELL', type: 'STOP_MARKET', algoType: 'CONDITIONAL', closePosition: 'true' }
  await ask('POST', '/v1/algoOrder', { ...stop, triggerPrice: '2000', clientAlgoId })

  const { handler } = await import('../../functions/sentinel/handler.ts')
  const ended = handler({}, { awsRequestId: 'call' } as Context)
  await vi.waitFor(async () => expect((await state.sentinel.read())?.heldAt).toBeGreaterThan(begin), 10_000)
  await ask('DELETE', '/v1/algoOrder', { clientAlgoId })
  const woken = expect.objectContaining({ only: [position.id], cause: 'order-ended' })
  await vi.waitFor(() => expect(wakes).toContainEqual(woken), 10_000)
  await hold({})
  expect(await ended).toBe('nothing open')
})
