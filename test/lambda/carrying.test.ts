import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { wireCarrier } from '#lambda/carrying.ts'
import { type Clock, clockSlot } from '#ports/clock.ts'
import { createState } from '#table/state.ts'
import { carry } from '../../functions/operator/carry.ts'
import { createAccess } from '../../infra/local/access/access.ts'
import { answerAws } from '../../infra/local/runner/aws-endpoint.ts'
import { type Door, openDoor } from '../../infra/local/runner/door.ts'
import { createSecrets } from '../../infra/local/runner/secrets.ts'
import { handClock } from '../binance/an-exchange.ts'
import { dynamoForTests } from '../table/local-table.ts'

const secretArn = 'arn:aws:secretsmanager:ap-northeast-1:000000000000:secret:Credentials'
const key = { apiKey: 'the-key-of-the-deployment', secret: 'the-secret-of-the-deployment' }
const openOrders = 'https://fapi.binance.com/fapi/v1/openOrders?symbol=ETHUSDT&timestamp=1&signature=none'

const dynamo = dynamoForTests()
const clock = handClock(Date.now())
let endpoint: Door
let table: Awaited<ReturnType<typeof dynamo.createTable>>
const answers: Response[] = []
const asked: string[] = []

beforeAll(async () => {
  const { actions } = createSecrets([{ arn: secretArn, value: JSON.stringify(key) }])
  const access = createAccess({ callers: {}, keyOf: {} })
  endpoint = await openDoor(async request => answerAws(request, actions, access))
  vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', endpoint.url)
  vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', 'test')
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await endpoint.close()
})
beforeEach(async () => {
  table = await dynamo.createTable()
  Object.assign(globalThis, { [clockSlot]: clock satisfies Clock })
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url)
    return answers.shift() ?? Response.json([])
  })
  asked.length = 0
})
afterEach(() => void vi.unstubAllGlobals())

function aFunction() {
  const { telemetry, run } = wireCarrier({
    QT_PAPER_TRADING: 'false',
    STAGING_MODE: 'false',
    QT_TABLE: table.table,
    QT_SECRET_ID: secretArn,
    QT_DEPLOYMENT: 'live',
  })
  return { telemetry, carry: (said: unknown) => run(context => carry(context, said)) }
}

test('a request is sent with the secret’s key, and its weight is counted', async () => {
  const { carry, telemetry } = aFunction()
  expect(await carry({ method: 'GET', url: openOrders })).toMatchObject({ status: 200, body: '[]' })
  expect(asked).toEqual([expect.stringMatching(/symbol=ETHUSDT&timestamp=\d{13}&signature=[0-9a-f]{64}$/)])
  expect(JSON.stringify(telemetry.metrics.serializeMetrics())).toContain('"RequestWeight":1')
})

test('a change is logged without its query; a read is not logged', async () => {
  const { carry, telemetry } = aFunction()
  const told: unknown[] = []
  vi.spyOn(telemetry.logger, 'info').mockImplementation((...said) => void told.push(said))
  answers.push(Response.json({ code: -2011, msg: 'Unknown order sent.' }, { status: 400 }))
  await carry({ method: 'DELETE', url: openOrders.replace('openOrders', 'order') })
  await carry({ method: 'GET', url: openOrders })
  const details = { request: 'DELETE /fapi/v1/order', symbol: 'ETHUSDT', status: 400 }
  expect(told).toEqual([['command-carried', expect.objectContaining(details)]])
  expect(JSON.stringify(told)).not.toMatch(/signature|timestamp|the-key|the-secret/)
})

test('the functions learn of the address’s wait, and it obeys theirs', async () => {
  const state = createState({ ...table, clock })
  answers.push(Response.json({ code: -1003, msg: 'slow' }, { status: 429, headers: { 'retry-after': '30' } }))
  await aFunction().carry({ method: 'GET', url: openOrders })
  expect(await state.rest.read()).toEqual([{ kind: 'limited', until: clock.now() + 30_000 }])
  await state.rest.prolong({ kind: 'banned', until: clock.now() + 60_000 })
  const answer = await aFunction().carry({ method: 'GET', url: openOrders })
  expect(answer).toMatchObject({ status: 418, headers: { 'retry-after': '60' } })
  expect(asked).toHaveLength(1)
})

test('a request to any other host is rejected and never sent', async () => {
  const { carry } = aFunction()
  const url = 'https://example.com/fapi/v1/openOrders'
  await expect(carry({ method: 'GET', url })).rejects.toMatchObject({ name: 'NotCarried' })
  expect(asked).toEqual([])
})
