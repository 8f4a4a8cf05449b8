import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { wireFunction } from '#lambda/wiring.ts'
import { type Clock, clockSlot } from '#ports/clock.ts'
import { createState } from '#table/state.ts'
import { createAccess } from '../../infra/local/access/access.ts'
import { answerAws } from '../../infra/local/runner/aws-endpoint.ts'
import { type Door, openDoor } from '../../infra/local/runner/door.ts'
import { createSecrets, type LocalSecrets } from '../../infra/local/runner/secrets.ts'
import { handClock } from '../binance/an-exchange.ts'
import { type LocalDynamo, startDynamo } from '../table/local-table.ts'

const secretArn = 'arn:aws:secretsmanager:ap-northeast-1:000000000000:secret:Credentials'
const minute = 60_000
const day = 24 * 60 * minute
const fine = { ipRestrict: true, enableFutures: true, enableWithdrawals: false }

let dynamo: LocalDynamo
let secrets: LocalSecrets
let endpoint: Door
let reads = 0
beforeAll(async () => {
  dynamo = await startDynamo()
  secrets = createSecrets([{ arn: secretArn, value: '' }])
  const get = secrets.actions['secretsmanager.GetSecretValue']
  const counted = (input: Readonly<Record<string, unknown>>) => {
    reads += 1
    return get?.(input)
  }
  const access = createAccess({ callers: {}, keyOf: {} })
  const actions = { 'secretsmanager.GetSecretValue': counted }
  endpoint = await openDoor(async request => answerAws(request, actions, access))
  vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', endpoint.url)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await endpoint.close()
  await dynamo.stop()
})
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** The part of Binance that these tests use: it accepts one key and returns that key's rights. */
function theExchange(first: string, rights: object) {
  const exchange = {
    takes: first,
    rights: rights as object | undefined,
    asked: [] as string[],
    answers: [] as Response[],
  }
  vi.stubGlobal('fetch', async (url: string, { headers }: RequestInit) => {
    const path = new URL(url).pathname
    exchange.asked.push(path)
    if (path.endsWith('/time')) return Response.json({ serverTime: Date.now() })
    if (new Headers(headers).get('X-MBX-APIKEY') !== exchange.takes)
      return Response.json({ code: -2015, msg: 'Invalid API-key' }, { status: 401 })
    if (!path.endsWith('/apiRestrictions')) return exchange.answers.shift() ?? Response.json([])
    return exchange.rights ? Response.json(exchange.rights) : new Response('', { status: 503 })
  })
  const rightsAsked = () => exchange.asked.filter(path => path.endsWith('/apiRestrictions')).length
  return Object.assign(exchange, { rightsAsked })
}

const key = (apiKey: string) => JSON.stringify({ apiKey, secret: `secret of ${apiKey}` })

async function aFunction(venue: 'live' | 'demo' = 'live', more: Readonly<Record<string, string>> = {}) {
  const { documents, table } = await dynamo.createTable()
  const clock = handClock(Date.now())
  Object.assign(globalThis, { [clockSlot]: clock satisfies Clock })
  const staging = venue === 'demo' ? 'true' : 'false'
  const environment = {
    QT_PAPER_TRADING: 'false',
    STAGING_MODE: staging,
    QT_TABLE: table,
    QT_SECRET_ID: secretArn,
    QT_DEPLOYMENT: venue,
    ...more,
  }
  const account = () => createState({ documents, table, clock }).account.read()
  return {
    start: () => wireFunction(environment, { repeat: 0 }),
    halts: async () => (await account()).item.halts,
    pass(ms: number) {
      clock.set(clock.now() + ms)
      vi.setSystemTime(clock.now())
    },
  }
}

type Started = ReturnType<typeof wireFunction>
const look = ({ run }: Started) => run(context => context.exchange.positions())
const check = ({ run }: Started) => run(context => context.checkKey())

describe('a key', () => {
  test('that was rotated is used within 15 minutes, even if the old one still works; the secret is read once', async () => {
    const { start, pass } = await aFunction()
    const exchange = theExchange('old', fine)
    secrets.put(secretArn, key('old'))
    const started = start()
    const before = reads
    for (let tick = 0; tick < 80; tick++) {
      await look(started)
      pass(10_000)
    }
    expect(reads - before).toBe(1)
    secrets.put(secretArn, key('new'))
    exchange.takes = 'new'
    pass(2 * minute)
    await expect(look(started)).resolves.toMatchObject({ open: [], complete: true })
    expect(reads - before).toBe(2)
  })

  test('that Binance rejects is read again at once', async () => {
    const { start, pass } = await aFunction()
    const exchange = theExchange('old', fine)
    secrets.put(secretArn, key('old'))
    const started = start()
    await look(started)
    secrets.put(secretArn, key('new'))
    exchange.takes = 'new'
    pass(10_000)
    await expect(look(started)).resolves.toMatchObject({ open: [], complete: true })
  })

  test('stays in use while the secret contains no valid one', async () => {
    const { start, pass } = await aFunction()
    theExchange('good', fine)
    secrets.put(secretArn, key('good'))
    const started = start()
    await look(started)
    secrets.put(secretArn, '{"apiKey": "good"}')
    pass(16 * minute)
    await expect(look(started)).resolves.toMatchObject({ open: [], complete: true })
  })
})

test.each([
  ['no JSON', 'abc'],
  ['a field missing', '{"apiKey": "abc"}'],
  ['a line end pasted along', '{"apiKey": "abc", "secret": "def\\n"}'],
  ['a key on two lines, which no header takes', '{"apiKey": "abc\\nabc", "secret": "def"}'],
])('a secret with %s is an error at the start that shows its format, not its value', async (_, text) => {
  const { start } = await aFunction()
  secrets.put(secretArn, text)
  const refusal = await look(start()).catch(String)
  expect(refusal).toMatch(/does not hold an API key; put \{"apiKey": "…", "secret": "…"\} into it/)
  expect(refusal).not.toMatch(/abc|def/)
})

describe('on the live venue, a key', () => {
  test('that may withdraw halts entries before the first one, and nothing else', async () => {
    const { start, halts } = await aFunction()
    theExchange('k', { ...fine, enableWithdrawals: true })
    secrets.put(secretArn, key('k'))
    const started = start()
    await check(started)
    expect(await halts()).toEqual({ 'api-key': expect.stringMatching(/may withdraw; take that right/) })
    await expect(look(started)).resolves.toMatchObject({ open: [], complete: true })
  })

  test('without futures trading halts entries', async () => {
    const { start, halts } = await aFunction()
    theExchange('k', { ...fine, enableFutures: false })
    secrets.put(secretArn, key('k'))
    await check(start())
    expect(await halts()).toEqual({ 'api-key': expect.stringMatching(/may not trade futures/) })
  })

  test('whose rights are unknown halts entries until they are known', async () => {
    const { start, halts, pass } = await aFunction()
    const exchange = Object.assign(theExchange('k', fine), { rights: undefined as object | undefined })
    secrets.put(secretArn, key('k'))
    const started = start()
    await check(started)
    expect(await halts()).toEqual({ 'api-key': expect.stringMatching(/could not be read/) })
    exchange.rights = fine
    pass(minute)
    await check(started)
    expect(await halts()).toEqual({})
  })

  test('is checked once a day for all functions together', async () => {
    const { start, pass } = await aFunction()
    const exchange = theExchange('k', fine)
    secrets.put(secretArn, key('k'))
    const functions = [start(), start(), start()]
    for (let tick = 0; tick < 30; tick++) {
      for (const started of functions) await check(started)
      pass(10_000)
    }
    expect(exchange.rightsAsked()).toBe(1)
    pass(day)
    for (const started of functions) await check(started)
    expect(exchange.rightsAsked()).toBe(2)
  })

  test('that replaces a rejected one ends the halt', async () => {
    const { start, halts, pass } = await aFunction()
    const exchange = theExchange('bad', { ...fine, enableWithdrawals: true })
    secrets.put(secretArn, key('bad'))
    const started = start()
    await check(started)
    secrets.put(secretArn, key('good'))
    Object.assign(exchange, { takes: 'good', rights: fine })
    pass(16 * minute)
    await check(started)
    expect(await halts()).toEqual({})
  })
})

test('the demo venue, which shows no rights, is not asked', async () => {
  const { start, halts } = await aFunction('demo')
  const exchange = theExchange('k', fine)
  secrets.put(secretArn, key('k'))
  await check(start())
  expect(exchange.rightsAsked()).toBe(0)
  expect(await halts()).toEqual({})
})

test('every function reports the exchange’s count of the address’s weight', async () => {
  const { start } = await aFunction()
  const exchange = theExchange('k', fine)
  secrets.put(secretArn, key('k'))
  const { run, telemetry } = start()
  exchange.answers.push(Response.json([], { headers: { 'X-MBX-USED-WEIGHT-1M': '1234' } }))
  await run(context => context.exchange.openOrders('BTCUSDT'))
  expect(telemetry.metrics.serializeMetrics()).toMatchObject({ UsedWeight: 1234 })
  telemetry.metrics.clearMetrics()
})

describe('an exchange that asks to wait', () => {
  const asks = (status: number) =>
    Response.json({ code: -1003, msg: 'Too much.' }, { status, headers: { 'Retry-After': '30' } })
  const orders = ({ run }: Started) => run(context => context.exchange.openOrders('BTCUSDT'))
  const counted = ({ telemetry }: Started) => {
    const metrics = Object.keys(telemetry.metrics.serializeMetrics())
    telemetry.metrics.clearMetrics()
    return metrics.filter(name => ['RateLimited', 'Banned'].includes(name))
  }

  test.each([
    [429, 'RateLimited'],
    [418, 'Banned'],
  ])(
    'is counted by its status, %i as %s, in every invocation until the wait is over',
    async (status, metric) => {
      const { start, pass } = await aFunction()
      const exchange = theExchange('k', fine)
      secrets.put(secretArn, key('k'))
      const started = start()
      await look(started)
      expect(counted(started)).toEqual([])
      exchange.answers.push(asks(status))
      await expect(orders(started)).rejects.toMatchObject({ code: -1003 })
      expect(counted(started)).toEqual([metric])
      pass(20_000)
      await expect(orders(started)).rejects.toThrow('not sent')
      expect(counted(started)).toEqual([metric])
      pass(20_000)
      await orders(started)
      expect(counted(started)).toEqual([])
    },
  )

  test.each([
    ['asks it of all functions where they have one address', { QT_FIXED_EGRESS: 'true' }, 0],
    ['asks it of one where each has its own', {}, 1],
  ])('%s', async (_, environment, sent) => {
    const { start } = await aFunction('demo', environment)
    const exchange = theExchange('k', fine)
    secrets.put(secretArn, key('k'))
    const [one, other] = [start(), start()]
    exchange.answers.push(asks(429))
    await expect(orders(one)).rejects.toThrow('Too much.')
    const before = exchange.asked.length
    await orders(other).catch(() => undefined)
    expect(exchange.asked.slice(before).filter(path => path.endsWith('/openOrders'))).toHaveLength(sent)
  })
})
