import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { createState } from '#table/state.ts'
import { at } from '../../../whole/market.ts'
import { folder, runOver, servePrices, until } from './served.ts'

const program = fileURLToPath(new URL('../fixtures/killed-run.ts', import.meta.url))

interface Left {
  readonly id: string
  readonly openedAt: number
  readonly level: string
  readonly at: number
}

test('a run killed during a save continues from the save before, and loses no accepted signal', async () => {
  const state = join(folder, 'killed')
  const child = fork(program, [state, String(at('01:00:00'))], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const [[left], [, signal]] = (await Promise.all([once(child, 'message'), once(child, 'exit')])) as [
    [Left],
    [number | null, string | null],
  ]
  expect(signal).toBe('SIGKILL')

  const served = await servePrices(left.at + 5_000)
  const told: string[] = []
  const live = await runOver(served, line => told.push(line), { folder: state })
  const { stack } = live
  expect(told).toContainEqual(
    expect.stringMatching(/^A save was lost: state-000001\.jsonl has \d+ bytes of an incomplete save\. /),
  )
  const { documents, table, clock } = stack
  const { slots } = (await createState({ documents, table, clock }).account.read()).item
  expect(slots.ETHUSDT?.positionId).toBe(left.id)
  const [eth, xrp] = await until(stack, positions => {
    const found = ['ETHUSDT', 'XRPUSDT'].map(symbol => positions.find(each => each.symbol === symbol))
    return found.every(position => position !== undefined) ? found : undefined
  })
  expect(eth).toMatchObject({ id: left.id, openedAt: left.openedAt, protection: { level: left.level } })
  // The queue had just accepted it: it arrives now, once.
  expect(xrp?.side).toBe('short')
  // The moments around the kill break no promise.
  expect((await live.verdict()).breaches['never-naked']).toEqual([])
  expect(await live.end()).toBe(true)
  await served.server.close()
})
