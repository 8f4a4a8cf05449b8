import { PutCommand } from '@aws-sdk/lib-dynamodb'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import { entryOf } from '#domain/events/journal.ts'
import { systemClock } from '#ports/clock.ts'
import type { State } from '#ports/state.ts'
import { createState } from '#table/state.ts'
import type { MemoryTable } from '../../infra/lab/memory-table.ts'
import { readRecords } from '../../infra/local/audit/records.ts'
import { allRecords } from '../../infra/operator/positions.ts'
import { ethRules } from '../domain/market.ts'
import { aPosition } from '../table/a-position.ts'
import { dynamoForTests } from '../table/local-table.ts'
import { memoryForTests, plainTable } from '../table/memory-table.ts'

const dynamo = dynamoForTests()

const small = fc.integer({ min: 0, max: 3 })
const id = fc.constantFrom('p1', 'p2', 'p3')
const holder = fc.constantFrom('executor', 'inspect')
const time = fc.integer({ min: 0, max: 9 }).map(n => 1_700_000_000_000 + n * 1000)
const verdict = { verdict: 'accepted', message: '{}', messageHash: 'h' } as const

/** One call of the state, with everything that decides its answer. */
const call: fc.Arbitrary<(state: State) => Promise<unknown>> = fc.oneof(
  id.map(of => (state: State) => state.positions.read(of)),
  fc.array(id).map(ids => (state: State) => state.positions.readAll(ids)),
  id.map(of => (state: State) => state.positions.create(aPosition({ id: of }))),
  fc.tuple(id, time).map(
    ([of, at]) =>
      (state: State) =>
        state.positions.wishClose(of, { reason: 'signal', at, signalId: `of ${at}` }),
  ),
  fc.tuple(id, fc.option(time, { nil: undefined })).map(
    ([of, at]) =>
      (state: State) =>
        state.positions.noteLoss(of, at),
  ),
  fc.tuple(id, small, small).map(
    ([of, tier, version]) =>
      (state: State) =>
        state.positions.write(aPosition({ id: of, tier }), version),
  ),
  fc.tuple(id, holder, time, time).map(
    ([of, who, now, until]) =>
      (state: State) =>
        state.positions.lease(of, who, now, until),
  ),
  fc.tuple(id, holder).map(
    ([of, who]) =>
      (state: State) =>
        state.positions.release(of, who),
  ),
  fc.tuple(id, time, small).map(
    ([of, at, n]) =>
      (state: State) =>
        state.journal.append(of, [
          entryOf(at, 'mark-believed', { mark: `${n}`, touch: undefined }),
          entryOf(at, 'protection-unfinished', { move: { move: 'reach-tier', tier: n } }),
        ]),
  ),
  id.map(of => (state: State) => state.journal.read(of)),
  fc.tuple(id, id, time).map(
    ([signalId, messageId, at]) =>
      (state: State) =>
        state.signals.claim({ ...verdict, signalId, messageId, at }),
  ),
  id.map(of => (state: State) => state.signals.settle(of, { verdict: 'refused', reason: 'no-fill' })),
  id.map(of => (state: State) => state.signals.settle(of, { verdict: 'accepted' })),
  fc.tuple(id, time).map(
    ([of, now]) =>
      (state: State) =>
        state.signals.read(of, now),
  ),
  fc.tuple(time, holder).map(
    ([tick, who]) =>
      (state: State) =>
        state.watch.claim(tick, who),
  ),
  fc.tuple(time, fc.boolean()).map(
    ([at, failed]) =>
      (state: State) =>
        state.watch.hear({ at, ...(failed && { failure: 'not from here', code: 451 }) }),
  ),
  fc.constant((state: State) => state.watch.last()),
  fc.tuple(holder, time, fc.boolean()).map(
    ([who, now, held]) =>
      (state: State) =>
        state.sentinel.beat(who, {
          now,
          until: now + 2_000,
          heldAt: held ? now : undefined,
          after: 'inspect',
        }),
  ),
  time.map(
    now => (state: State) => state.sentinel.claimStart({ now, startingUntil: now + 1_000, wantedAt: now }),
  ),
  holder.map(who => (state: State) => state.sentinel.leave(who)),
  fc.constant((state: State) => state.sentinel.read()),
  fc.tuple(id, time).map(
    ([of, at]) =>
      (state: State) =>
        state.symbols.seeSignal('ETHUSDT', { id: of, action: 'BUY', at }),
  ),
  fc.constant((state: State) =>
    state.symbols.latestSignals(['ETHUSDT', 'SOLUSDT']).then(seen => [...seen.entries()]),
  ),
  fc.tuple(small, time).map(
    ([n, readAt]) =>
      (state: State) =>
        state.symbols.saveRules([{ ...ethRules, symbol: 'ETHUSDT', tickSize: `0.${n + 1}` }], readAt),
  ),
  fc.constant((state: State) => state.symbols.rules('ETHUSDT')),
  time.map(readAt => (state: State) => state.symbols.saveBrackets('ETHUSDT', [], readAt)),
  fc.constant((state: State) => state.symbols.brackets('ETHUSDT')),
  small.map(
    n => (state: State) =>
      state.account.update(account => (n === 0 ? undefined : { ...account, foreign: [`S${n}USDT`] })),
  ),
  fc.constant((state: State) => state.account.read()),
)

test('the table in memory answers every request of the state as dynalite does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(call, { minLength: 5, maxLength: 40 }), async calls => {
      const clock = { ...systemClock, now: () => 1_700_000_000_000 }
      const tables = [await dynamo.createTable(), plainTable()] as const
      const real = createState({ ...tables[0], clock })
      const ours = createState({ ...tables[1], clock })
      for (const state of [real, ours]) await state.account.open('paper', false)
      for (const each of calls) expect(await settled(each(ours))).toEqual(await settled(each(real)))
      const [inReal, inOurs] = await Promise.all(tables.map(recordsIn))
      expect(inOurs).toEqual(inReal)
    }),
    { numRuns: 60, seed: 4 },
  )
})

/** Everything, read as the audit and the operator read it; entries of one moment come in any order. */
async function recordsIn({ documents, table }: Pick<MemoryTable, 'documents' | 'table'>) {
  const { positions, verdicts, journals } = await readRecords(documents, table)
  const alone = await allRecords({ documents, table })
  const some = (records: readonly unknown[]) => new Set(records)
  const operators = { positions: some(alone.positions), verdicts: some(alone.verdicts) }
  return { positions: some(positions), verdicts: some(verdicts), journals, operators }
}

test.each([
  ['a class', dec('0.1')],
  ['not a number', Number.NaN],
])('neither table accepts a write that is %s', async (_, value) => {
  for (const tables of [dynamo, memoryForTests()]) {
    const { documents, table } = await tables.createTable()
    const Item = { pk: 'a', sk: 'b', body: { deep: [value] } }
    await expect(documents.send(new PutCommand({ TableName: table, Item }))).rejects.toThrow()
  }
})

const settled = async (asked: Promise<unknown>) => {
  try {
    return { answer: await asked }
  } catch (error) {
    return { error: (error as Error).message.replace(/table-\d+|memory/, 'the table') }
  }
}
