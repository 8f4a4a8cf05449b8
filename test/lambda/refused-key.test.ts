import type { Context, SQSEvent } from 'aws-lambda'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { clockSlot } from '#ports/clock.ts'
import { createState } from '#table/state.ts'
import { createAccess } from '../../infra/local/access/access.ts'
import { answerAws } from '../../infra/local/runner/aws-endpoint.ts'
import { type Door, openDoor } from '../../infra/local/runner/door.ts'
import { createSecrets } from '../../infra/local/runner/secrets.ts'
import { bench } from '../paper/builder.ts'
import { dynamoForTests } from '../table/local-table.ts'

const dynamo = dynamoForTests()
const secretArn = 'arn:aws:secretsmanager:ap-northeast-1:000000000000:secret:Credentials'
const watchArn = 'arn:aws:states:ap-northeast-1:000000000000:stateMachine:watch'
const fine = { ipRestrict: true, enableFutures: true, enableWithdrawals: false }

let endpoint: Door
const { clock, venue, settings } = bench({ settings: { latencyMs: 1 } })
beforeAll(async () => {
  const { apiKey, secret } = settings
  const secrets = createSecrets([{ arn: secretArn, value: JSON.stringify({ apiKey, secret }) }])
  const startExecution = () => ({ executionArn: 'run', startDate: 0 })
  const actions = { ...secrets.actions, 'AWSStepFunctions.StartExecution': startExecution }
  const access = createAccess({ callers: {}, keyOf: {} })
  endpoint = await openDoor(async request => answerAws(request, actions, access))
  vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', endpoint.url)
  vi.stubEnv('AWS_ENDPOINT_URL_SFN', endpoint.url)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await endpoint.close()
})
afterEach(() => void vi.unstubAllGlobals())

/** The deployed executor of a live environment, whose Binance is the venue, with a key of these rights. */
async function executor(rights: object) {
  const sent: string[] = []
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    if (url.includes('/apiRestrictions')) return Response.json(rights)
    sent.push(`${init.method} ${new URL(url).pathname}`)
    const answer = venue.fetch(url, init)
    clock.advance(2)
    return answer
  })
  const { documents, table } = await dynamo.createTable()
  Object.assign(globalThis, { [clockSlot]: clock })
  const variables = {
    QT_PAPER_TRADING: 'false',
    STAGING_MODE: 'false',
    QT_TABLE: table,
    QT_SECRET_ID: secretArn,
    QT_DEPLOYMENT: 'live',
    QT_TRADE_QUEUE_URL: 'http://127.0.0.1:9/trades.fifo',
    QT_CLOSE_QUEUE_URL: 'http://127.0.0.1:9/closes.fifo',
    QT_WATCH_ARN: watchArn,
    POWERTOOLS_METRICS_NAMESPACE: 'test',
  }
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value)
  vi.resetModules()
  const { handler } = await import('../../functions/executor/handler.ts')
  const state = createState({ documents, table, clock })
  const signal = {
    id: 'test#1',
    symbol: 'BTCUSDT',
    action: 'BUY',
    confidence: '0.9',
    source: 'test',
    at: Math.floor(clock.now()),
  }
  const judged = { verdict: 'accepted', message: '', messageHash: '', messageId: '1', at: signal.at } as const
  await state.signals.claim({ signalId: signal.id, ...judged })
  const body = JSON.stringify({ v: 1, signal })
  const Records = [{ messageId: '1', body, attributes: { MessageGroupId: 'BTCUSDT' } }]
  const answer = await handler({ Records } as unknown as SQSEvent, { awsRequestId: 'call' } as Context)
  const verdict = await state.signals.read(signal.id, clock.now())
  return { sent, answer, verdict, account: (await state.account.read()).item }
}

test('the executor refuses a key that may withdraw before anything is sent with it', async () => {
  const { sent, answer, verdict, account } = await executor({ ...fine, enableWithdrawals: true })
  expect(answer).toEqual({ batchItemFailures: [] })
  expect(account.halts).toEqual({ 'api-key': expect.stringContaining('may withdraw') })
  expect(account.slots).toEqual({})
  expect(verdict).toMatchObject({ verdict: 'refused', reason: 'halted' })
  expect(sent.filter(request => !request.startsWith('GET '))).toEqual([])
})

test('the same executor opens a position with a key that may not', async () => {
  const { sent, answer, account } = await executor(fine)
  expect(answer).toEqual({ batchItemFailures: [] })
  expect(account.halts).toEqual({})
  expect(Object.keys(account.slots)).toEqual(['BTCUSDT'])
  expect(sent).toContain('POST /fapi/v1/algoOrder')
})
