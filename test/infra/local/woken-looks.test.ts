import { expect, test } from 'vitest'
import { createObserver } from '../../../infra/local/audit/observed.ts'
import type { Asked } from '../../../infra/local/audit/oracle/testimony.ts'
import { runTestimony } from '../../../infra/local/audit/run-testimony.ts'

const symbol = 'ETHUSDT'

const reading = (requestId: string, sentAt: number): Asked => ({
  name: 'GET positionRisk',
  caller: `survey ${requestId}`,
  params: {},
  sentAt,
  answer: { at: sentAt + 40, status: 200, text: '[]' },
})

/** A tick's reading, one for a wake two seconds later, and the next tick's. */
const asked = [reading('tick-1', 0), reading('wake', 2_000), reading('tick-2', 10_000)]

function looksSeen(woken: ReadonlySet<string>) {
  const { near } = runTestimony(
    {
      environment: {},
      asked: { within: () => asked, protectedFirst: new Map() },
      rules: { get: () => undefined },
      endsAt: 60_000,
      woken,
    },
    { positions: [], verdicts: [] },
    [],
  )
  return near(symbol, { from: 0, to: 60_000 }).looks.map(({ survey, from }) => [survey, from])
}

test('a woken survey reads the account for some positions, and does not count as a tick’s look', () => {
  const observer = createObserver()
  observer.readLine(JSON.stringify({ message: 'looks-between-ticks', function_request_id: 'wake' }))
  observer.readLine(JSON.stringify({ message: 'looks', function_request_id: 'tick-1' }))
  expect([...observer.woken]).toEqual(['survey wake'])
  expect(looksSeen(observer.woken)).toEqual([
    ['survey tick-1', 0],
    ['survey tick-2', 10_000],
  ])
})
