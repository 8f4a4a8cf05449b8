import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LocalDynamo, startDynamo } from '../table/local-table.ts'
import { type Cost, costBudgets, costOf } from './cost/cost.ts'
import { fixedCharges } from './cost/fixed.ts'
import { readInventory } from './cost/inventory.ts'
import { total } from './cost/line.ts'
import { channelCharges, toldCharges } from './cost/notify.ts'
import { ruleCharges } from './cost/rule.ts'
import { templatesOf, templatesWithChannels, templatesWithRule } from './cost/templates.ts'
import { recordedUse } from './recorded-use.ts'
import { measureTicks } from './ticks.ts'
import { measureTrades } from './trades.ts'

const [paper, live] = [templatesOf('paper'), templatesOf('live')]
const withEgress = templatesOf('live', { egress: 'fixed', accept: 'address' })

describe('the inventory', () => {
  test.each([
    ['paper', paper, 0],
    ['demo', templatesOf('demo'), 0],
    ['live', live, 0],
    ['live with a fixed address', withEgress, 1],
  ] as const)('knows what every resource of %s costs', (_, templates, gateways) => {
    const usual = readInventory(templates)
    expect([usual.gateways, usual.addresses]).toEqual([gateways, gateways])
    // With an address, the function that sends qt's requests.
    expect(usual.functions).toHaveLength(5 + gateways)
    expect(usual.polledQueues).toEqual({ standard: 1, fifo: 2 })
    expect([usual.startsPerDay, usual.keys, usual.secrets, usual.recoveredTables]).toEqual([1440, 1, 1, 1])
  })

  test('rejects a resource type without a known price', () => {
    const templates = [...paper, { Cluster: { Type: 'AWS::RDS::DBCluster' } }]
    expect(() => readInventory(templates)).toThrow(/what AWS::RDS::DBCluster costs; add it/)
  })

  test('rejects a dearer kind of a known resource', () => {
    const without = { Environment: { Variables: { POWERTOOLS_SERVICE_NAME: 'x' } }, MemorySize: 128 }
    const intel = { Type: 'AWS::Lambda::Function', Properties: { ...without, Architectures: ['x86_64'] } }
    const endpoint = { Type: 'AWS::EC2::VPCEndpoint', Properties: { VpcEndpointType: 'Interface' } }
    expect(() => readInventory([{ intel }])).toThrow(/functions of arm64, got x86_64/)
    expect(() => readInventory([{ endpoint }])).toThrow(/endpoints of Gateway, got Interface/)
  })

  test('counts an alarm by the metrics that it reads, those of high resolution by themselves', () => {
    const stat = (Period: number) => ({ MetricStat: { Period } })
    const alarm = (...Metrics: object[]) => ({ Type: 'AWS::CloudWatch::Alarm', Properties: { Metrics } })
    const { alarmMetrics, highResolutionMetrics } = readInventory([
      { one: alarm({ Expression: 'm0 + m1' }, stat(60), stat(60)), fast: alarm(stat(10)) },
    ])
    expect([alarmMetrics, highResolutionMetrics]).toEqual([2, 1])
  })

  test("counts the states that a tick enters: the watch's own, and those of each position", () => {
    const { transitions } = readInventory(paper)
    // Survey, the map, the choice, the wait; inspect, its result, the choice after it.
    expect([transitions(0), transitions(1), transitions(10)]).toEqual([4, 7, 34])
  })
})

test('a rule starts at each close, and adds its function, its alarms and its wait', () => {
  const without = readInventory(live)
  const days = Object.values(templatesWithRule('1m', '15m', '4h', '1d')).map(templates => {
    const inventory = readInventory(templates)
    expect(inventory.functions).toHaveLength(without.functions.length + 1)
    return [inventory.ruleStartsPerDay, total(ruleCharges(inventory, without))] as const
  })
  expect(days.map(([starts]) => starts)).toEqual([1440, 96, 6, 1])
  const [minutes = Number.NaN, quarters = Number.NaN] = days.map(([, usd]) => usd)
  expect(minutes).toBeLessThan(0.3)
  expect(quarters).toBeLessThan(0.05)
})

test('a channel adds its polls and alarms, and little for each notification', () => {
  const without = readInventory(live)
  const [one, two] = [1, 2].map(count => readInventory(templatesWithChannels(count)))
  if (!one || !two) throw new Error('expected templates with channels')
  expect(one.polledQueues).toEqual({ standard: 1, fifo: 3 })
  const computed = [channelCharges(one, without), channelCharges(two, one), toldCharges(one)].map(total)
  const page = readFileSync(new URL('../../docs/deploy.md', import.meta.url), 'utf8')
  const told =
    /first channel costs (0\.\d+) USD a day, each further one (0\.\d+), and a thousand notifications (0\.\d+)/.exec(
      page,
    )
  expect(told?.slice(1)).toEqual(computed.map((usd, index) => usd.toFixed(index === 2 ? 3 : 2)))
})

describe('what a day costs', () => {
  let dynamo: LocalDynamo
  let cost: Cost
  beforeAll(async () => {
    dynamo = await startDynamo()
    const ticks = []
    for (const positions of [0, 1, 10]) ticks.push(await measureTicks(dynamo, positions, 'memory'))
    const trades = await measureTrades(dynamo)
    cost = costOf({
      templates: live,
      withEgress,
      withRule: templatesWithRule('1m', '15m'),
      withChannel: templatesWithChannels(1),
      ticks,
      onPaper: ticks,
      trades,
      use: recordedUse,
    })
  })
  afterAll(() => dynamo?.stop())

  test('stays within the expected cost', () => {
    const found = costBudgets(cost)
    expect(found).toHaveLength(4)
    expect(found.filter(({ held }) => !held)).toEqual([])
  })

  test('is mostly the watch: a Standard workflow would cost twenty times as much for ten positions', () => {
    const ten = cost.days.find(({ positions }) => positions === 10)
    expect((ten?.standard ?? 0) / (ten?.perPosition ?? Number.NaN)).toBeGreaterThan(20)
  })

  test('is known for runs of one memory chunk and of two', () => {
    const [one] = cost.days
    const runs = 1440 * 125
    expect((one?.withTwoChunks ?? 0) - total(one?.usage ?? [])).toBeCloseTo(
      (runs / 3600) * (64 / 1024) * 0.06,
    )
  })

  test('is known for a thousand signals, a thousand positions and one fixed address', () => {
    expect(total(cost.signals)).toBeGreaterThan(0)
    expect(total(cost.signals)).toBeLessThan(0.01)
    expect(total(cost.trades)).toBeLessThan(0.15)
    expect(total(cost.egress)).toBeCloseTo(24 * (0.062 + 0.005))
  })

  test.each(['README.md', 'docs/deploy.md'])('is in %s as computed, from any address and from one', page => {
    const { metrics } = recordedUse
    const idle = (templates: typeof live) =>
      total(cost.idle) + total(fixedCharges(readInventory(templates), metrics.idle))
    const text = readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8')
    const told = /(\d\.\d\d) USD a day with nothing open, (\d\.\d\d) with one fixed address/.exec(text) ?? []
    const [any = Number.NaN, one = Number.NaN] = told.slice(1).map(Number)
    // Its recorded use emits one metric less than the bench measures: 0.0099 a day.
    expect(Math.abs(any - idle(live) - 0.0099)).toBeLessThan(0.01)
    expect(Math.abs(one - idle(withEgress) - total(cost.egress) - 0.0099)).toBeLessThan(0.01)
  })
})
