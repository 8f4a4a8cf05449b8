import { expect, test } from 'vitest'
import { figuresOf } from '#figures/figures.ts'
import { loadConfiguration } from '#settings/configuration.ts'
import type { Evidence } from '../../../infra/operator/evaluate/evidence.ts'
import { readShown } from '../../../infra/operator/evaluate/gather/shown.ts'
import { judge } from '../../../infra/operator/evaluate/judge.ts'
import { unknownOf } from '../../../infra/operator/report/lacking.ts'
import { periodOf } from '../../../infra/operator/report/period.ts'
import { tradesOf } from '../../../infra/operator/report/trades.ts'
import { buy } from '../../in-process/signals.ts'
import { deployment, openSystem, type System } from '../../in-process/system.ts'
import { memoryForTests } from '../../table/memory-table.ts'
import { aMeasure, aWeek, dayMs, hourMs, looks, minuteMs, terms } from './a-week.ts'

const dynamo = memoryForTests()
const environment = { QT_MAX_DAILY_LOSS: '100000' }
const days = 7
const tradesADay = 5

/** Seven days of the use cases themselves: each position is entered, looked at while the price moves, and closed. */
async function playedWeek(moves: readonly number[]): Promise<{ system: System; from: number; now: number }> {
  const system = await openSystem(dynamo, { environment })
  const { clock } = system
  const from = clock.now()
  const opening = 60_000
  for (let n = 0; n < days * tradesADay; n++) {
    const day = Math.floor(n / tradesADay)
    // Half past an hour, so that no funding is under way.
    const due = from - (from % dayMs) + day * dayMs + ((n % tradesADay) * 4 + 3) * hourMs + 30 * minuteMs
    clock.advance(Math.max(0, due - clock.now()))
    system.move(String(opening))
    await system.signal(buy(system, { id: `s${n}` }))
    for (const move of moves) {
      system.move(String(opening + move))
      await system.nextTick()
    }
    await system.signal(buy(system, { id: `c${n}`, action: 'CLOSE' }))
    await system.nextTick()
  }
  clock.advance(Math.max(0, from + days * dayMs + hourMs - clock.now()))
  return { system, from, now: clock.now() }
}

/** The evidence as it is gathered, but for what CloudWatch and files would say. */
async function evidenceOf({ system, from, now }: Awaited<ReturnType<typeof playedWeek>>): Promise<Evidence> {
  const { positions, verdicts } = await system.records()
  const count = system.told.count
  const connection = {
    configuration: loadConfiguration(environment),
    stack: { clock: system.clock } as never,
  }
  return aWeek({
    ...{ now, from, since: from, venue: 'paper', positions, verdicts },
    rehearsal: { file: 'rehearsal.jsonl', verdict: 'passed', release: '0.1.0', at: now },
    measured: aMeasure({
      ticks: looks(from - (from % minuteMs), now),
      invariantsBroken: count('InvariantBroken'),
      stopsMovedNaked: count('StopMovedNaked'),
      ordersSwept: count('OrderSwept'),
      entriesFailed: count('EntryFailed'),
    }),
    shown: await readShown({ state: system.state, deployment }, system.exchange),
    unknown: unknownOf(positions).map(({ id }) => id),
    income: await system.exchange.accountIncome(from),
    figures: figuresOf(periodOf({ from, to: now }, tradesOf(positions), verdicts, connection)),
  })
}

const against = (evidence: Evidence) =>
  judge(evidence, terms).flatMap(({ criterion, verdict, found }) =>
    verdict === 'pass' ? [] : [{ criterion, verdict, found }],
  )

test('seven days of positions that win pass, and the exchange says the same of each', async () => {
  const evidence = await evidenceOf(await playedWeek([110, 250, 420]))
  expect(against(evidence)).toEqual([])
  const statement = judge(evidence, terms).find(({ criterion }) => criterion === 'statement')
  expect(statement?.found).toBe('35 of 35 results equal')
})

test('seven days of positions that lose fail by what they made, a client beside them by the statement', async () => {
  const played = await playedWeek([-20, -120])
  expect(against(await evidenceOf(played))).toMatchObject([
    { criterion: 'expectancy', verdict: 'fail' },
    { criterion: 'drawdown', verdict: 'fail' },
  ])
  const { system } = played
  for (const side of ['BUY', 'SELL'] as const) {
    const order = {
      symbol: 'BTCUSDT',
      clientId: `web_${side}`,
      type: 'MARKET',
      side,
      quantity: '0.01',
      reduceOnly: false,
    }
    expect(await system.exchange.place(order as never)).toMatchObject({ outcome: 'accepted' })
  }
  expect(against(await evidenceOf({ ...played, now: system.clock.now() }))).toMatchObject([
    { criterion: 'expectancy' },
    { criterion: 'drawdown' },
    {
      criterion: 'statement',
      verdict: 'fail',
      found: expect.stringContaining('for no position of this deployment'),
    },
  ])
})
