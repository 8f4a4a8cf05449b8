import { expect, test } from 'vitest'
import type { Interval } from '#paper/audit/intervals.ts'
import { createAwake } from '../../../../infra/local/live/awake.ts'
import { judgeRun, type LiveEvidence } from '../../../../infra/local/live/run-verdict.ts'
import { type Bench, bench } from '../../../paper/builder.ts'

const symbol = 'BTCUSDT'
const intervalMs = 10_000
const id = (purpose: string) => `qt-test-abcdefghijkl-${purpose}`
const stopOrder = {
  ...{ symbol, algoType: 'CONDITIONAL', side: 'SELL', type: 'STOP_MARKET', workingType: 'MARK_PRICE' },
  ...{ quantity: '0.1', reduceOnly: true, triggerPrice: '59900' },
}

/** A position whose stop another client cancels for a minute. */
async function nakedForAMinute(of: Bench): Promise<Interval> {
  await of.send('POST', '/v1/order', {
    ...{ symbol, side: 'BUY', type: 'MARKET', quantity: '0.1', newClientOrderId: id('e1') },
  })
  await of.send('POST', '/v1/algoOrder', { ...stopOrder, clientAlgoId: id('p1') })
  of.clock.advance(3 * intervalMs)
  await of.send('DELETE', '/v1/algoOrder', { symbol, clientAlgoId: id('p1') })
  const from = of.clock.now()
  of.clock.advance(60_000)
  const to = of.clock.now()
  await of.send('POST', '/v1/algoOrder', { ...stopOrder, clientAlgoId: id('p2') })
  of.clock.advance(3 * intervalMs)
  return { from, to }
}

async function breaches(
  of: Bench,
  startedAt: number,
  spans: LiveEvidence['spans'],
  ticks: number[] = [],
  outages: LiveEvidence['outages'] = [],
) {
  const seen = judgeRun({
    ledgers: [await of.venue.ledger(symbol)],
    ...{
      records: { positions: [], verdicts: [] },
      observed: { ticks },
      intervalMs,
      startedAt,
      spans,
      outages,
    },
  })
  const { accounted: _, ...byTheBooks } = seen
  return Object.entries(byTheBooks).flatMap(([name, found]) => (found.length > 0 ? [name] : []))
}

test('a missing stop breaks a promise while the run is awake, not while it sleeps', async () => {
  const of = bench()
  const startedAt = of.clock.now()
  const { from, to } = await nakedForAMinute(of)
  const until = of.clock.now()
  expect(await breaches(of, startedAt, [{ from: startedAt, to: until }])).toContain('never-naked')
  const awake = createAwake(startedAt, intervalMs)
  awake.slept(from - 1_000, to + 1_000)
  expect(awake.spans(until)).toEqual([
    { from: startedAt + intervalMs, to: from - 1_000 },
    { from: to + 1_000 + intervalMs, to: until },
  ])
  expect(await breaches(of, startedAt, awake.spans(until))).not.toContain('never-naked')
})

test('ticks are due only while the run is awake and a position is open', async () => {
  const of = bench()
  const startedAt = of.clock.now()
  await nakedForAMinute(of)
  const until = of.clock.now()
  const marks = Array.from(
    { length: Math.floor((until - startedAt) / intervalMs) + 1 },
    (_, index) => Math.ceil(startedAt / intervalMs + index) * intervalMs,
  )
  const spans = [{ from: startedAt, to: until }]
  expect(await breaches(of, startedAt, spans, marks)).not.toContain('watched')
  expect(await breaches(of, startedAt, spans, marks.slice(2))).toContain('watched')
  expect(await breaches(of, startedAt, [], [])).not.toContain('watched')
  // A look without prices sees nothing: looks during an outage are not due, those before and after are.
  const outage = { from: (marks[2] ?? 0) + 200, to: (marks[4] ?? 0) + 3_000 }
  const seen = marks.filter((_, index) => index < 2 || index > 4)
  expect(await breaches(of, startedAt, spans, seen, [outage])).not.toContain('watched')
  expect(await breaches(of, startedAt, spans, seen.slice(0, -2), [outage])).toContain('watched')
  expect(await breaches(of, startedAt, spans, seen, [outage])).toContain('never-naked')
})

test('a run does not answer for positions that ended before it started', async () => {
  const of = bench()
  await nakedForAMinute(of)
  const quantity = '0.1'
  await of.send('POST', '/v1/order', { symbol, side: 'SELL', type: 'MARKET', quantity, reduceOnly: true })
  await of.send('DELETE', '/v1/algoOrder', { symbol, clientAlgoId: id('p2') })
  of.clock.advance(intervalMs)
  const startedAt = of.clock.now()
  of.clock.advance(intervalMs)
  expect(await breaches(of, startedAt, [{ from: startedAt, to: of.clock.now() }])).toEqual([])
})
