import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ScanCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, expect, test } from 'vitest'
import { timing } from '#domain/timing.ts'
import type { LocalStack } from '../../infra/local/runner/stack.ts'
import { aSignal, at, lasting } from './market.ts'
import { expectPromises, openWhole, type Whole, type WholeOptions } from './whole.ts'

const opened: Whole[] = []
const services: { close(): void }[] = []
afterAll(async () => {
  for (const whole of opened) await whole.close()
  for (const each of services) each.close()
})
interface Heard {
  readonly at: number
  readonly title: string
}

/** A stand-in for ntfy: it answers as planned and keeps what it received. */
async function service(status: () => number) {
  const heard: Heard[] = []
  let clock: LocalStack['clock'] | undefined
  const server = createServer(async (request: IncomingMessage, response) => {
    const body = JSON.parse(Buffer.concat(await request.toArray()).toString())
    const answer = status()
    if (answer === 200) heard.push({ at: clock?.now() ?? 0, title: body.title ?? body.kind })
    const taken = { id: `m${heard.length}`, time: 1, event: 'message', topic: body.topic }
    response
      .writeHead(answer, { 'content-type': 'application/json' })
      .end(JSON.stringify(answer === 200 ? taken : { code: 50301, http: answer, error: 'away' }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  services.push(server)
  const follow = (of: LocalStack['clock']) => {
    clock = of
  }
  return { url, heard, follow }
}

/** The whole table without the notifier's own notes and the ids that SQS gave to messages. */
async function tableOf({ documents, table }: LocalStack): Promise<readonly string[]> {
  const items: string[] = []
  let from: Record<string, unknown> | undefined
  do {
    const page = await documents.send(new ScanCommand({ TableName: table, ExclusiveStartKey: from }))
    items.push(
      ...(page.Items ?? [])
        .filter(({ pk }) => !pk.startsWith('DIARY'))
        .map(item => JSON.stringify(item).replace(/"messageId":"[^"]*"/, '')),
    )
    from = page.LastEvaluatedKey
  } while (from)
  return items.sort()
}

/** The keys of items that differ between the two. */
function differing(one: readonly string[], other: readonly string[]): readonly string[] {
  const only = [...new Set(one).symmetricDifference(new Set(other))]
  return only.map(item => `${JSON.parse(item).pk} ${JSON.parse(item).sk}`)
}

/** Opens two positions, closes one by a signal and the other at the end. */
async function trade(whole: Whole): Promise<readonly string[]> {
  await whole.until('01:00:10')
  await whole.stack.sendSignal(lasting(whole.stack.clock.now(), 'ETHUSDT'))
  await whole.until('01:00:20')
  await whole.stack.sendSignal(lasting(whole.stack.clock.now(), 'XRPUSDT'))
  await whole.until('01:00:35')
  await whole.stack.sendSignal(aSignal('01:00:35', { symbol: 'ETHUSDT', action: 'CLOSE' }))
  await whole.until('01:00:50')
  expectPromises(await whole.finish())
  return tableOf(whole.stack)
}

async function open(more: Partial<WholeOptions> = {}): Promise<Whole> {
  const whole = await openWhole({ from: '01:00:00', to: '02:10:00', ...more })
  opened.push(whole)
  return whole
}

test('channels change no trade, and one that is away for half an hour gets everything once it is back', async () => {
  const quiet = await open()
  const alone = await trade(quiet)
  // Otherwise its time would run on at full speed.
  await quiet.close()
  let away = true
  const [phone, desk] = [await service(() => 200), await service(() => (away ? 503 : 200))]
  const channels = [
    { name: 'phone', to: 'ntfy', server: phone.url, topic: 'told' },
    { name: 'desk', to: 'ntfy', server: desk.url, topic: 'told', events: ['opened', 'closed'] },
  ]
  const whole = await open({ choices: { notify: JSON.stringify(channels) }, alarms: [0] })
  for (const each of [phone, desk]) each.follow(whole.stack.clock)
  expect(differing(alone, await trade(whole))).toEqual([])

  await whole.until('01:03:00')
  const titles = ({ heard }: typeof phone) => heard.map(({ title }) => title)
  const traded = titles(phone)
  expect(traded.map(title => title.replace(/ at .*|: .*/, ''))).toEqual([
    ...['[paper] ETHUSDT short opened', '[paper] XRPUSDT short opened'],
    ...['[paper] ETHUSDT short closed', '[paper] XRPUSDT short closed'],
  ])
  // It opened at 01:00:11.
  expect(phone.heard[0]?.at).toBeLessThan(at('01:00:15'))
  expect(desk.heard).toEqual([])

  // An alarm reports the channel that is away, on the other channel.
  await whole.until('01:31:00')
  expect(titles(phone).slice(traded.length)).toEqual([expect.stringMatching(/ChannelAwaydesk/)])

  away = false
  await whole.stack.told(timing.notifications.rest.most * 2)
  const bySymbol = (told: readonly string[]) => Map.groupBy(told, title => title.split(' ')[1])
  expect(bySymbol(titles(desk))).toEqual(bySymbol(traded))

  await whole.until('02:09:00')
  expect(titles(phone).slice(traded.length + 1)).toEqual([expect.stringMatching(/ChannelAwaydesk/)])
  expect(titles(desk)).toHaveLength(traded.length)
  expect(await whole.stack.deadLetters()).toEqual({})
  expect((await whole.stack.judged()).filter(({ allowed }) => !allowed)).toEqual([])
})
