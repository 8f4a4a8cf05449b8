import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '#ports/clock.ts'
import type { Flip, State } from '#ports/state.ts'
import { createState } from '#table/state.ts'
import { aPosition } from './a-position.ts'
import { dynamoForTests } from './local-table.ts'

const dynamo = dynamoForTests()
let documents: DynamoDBDocumentClient
let state: State
beforeEach(async () => {
  const table = await dynamo.createTable()
  documents = table.documents
  state = createState({ ...table, clock: systemClock })
})

test('a position is created once', async () => {
  const created = await Promise.all([
    state.positions.create(aPosition()),
    state.positions.create(aPosition({ signalId: 'other' })),
  ])
  expect(created.filter(Boolean)).toHaveLength(1)
})

test('a created position is read back unchanged', async () => {
  await state.positions.create(aPosition())
  expect(await state.positions.read('p1')).toEqual({ item: aPosition(), version: 1 })
  expect(await state.positions.read('p2')).toBeUndefined()
})

test('a batch is read in the requested order, without missing positions', async () => {
  for (const id of ['p1', 'p2', 'p3']) await state.positions.create(aPosition({ id }))
  const stored = await state.positions.readAll(['p3', 'missing', 'p1', 'p3'])
  expect(stored.map(({ item }) => item.id)).toEqual(['p3', 'p1', 'p3'])
})

test('more positions than one batch holds are all read', async () => {
  const ids = Array.from({ length: 130 }, (_, n) => `p${n}`)
  await Promise.all(ids.map(id => state.positions.create(aPosition({ id }))))
  expect((await state.positions.readAll(ids)).map(({ item }) => item.id)).toEqual(ids)
})

test('one of two writers of one version fails', async () => {
  await state.positions.create(aPosition())
  const versions = await Promise.all([
    state.positions.write(aPosition({ tier: 1 }), 1),
    state.positions.write(aPosition({ tier: 2 }), 1),
  ])
  expect(versions.toSorted()).toEqual([2, undefined])
})

test('writing keeps the lease', async () => {
  await state.positions.create(aPosition())
  const leased = await state.positions.lease('p1', 'inspect', 1000, 5000)
  await state.positions.write(aPosition({ tier: 1 }), leased?.version ?? 0)
  expect(await state.positions.lease('p1', 'cleanup', 2000, 6000)).toBeUndefined()
})

test('a lease is not given while another holder has it, and is free when it expires', async () => {
  await state.positions.create(aPosition())
  expect(await state.positions.lease('p1', 'inspect', 1000, 5000)).toBeDefined()
  expect(await state.positions.lease('p1', 'cleanup', 4999, 9000)).toBeUndefined()
  expect(await state.positions.lease('p1', 'cleanup', 5000, 9000)).toMatchObject({ item: { id: 'p1' } })
})

test('one of many concurrent functions gets the lease', async () => {
  await state.positions.create(aPosition())
  const leases = await Promise.all(
    ['a', 'b', 'c', 'd'].map(holder => state.positions.lease('p1', holder, 1000, 5000)),
  )
  expect(leases.filter(lease => lease !== undefined)).toHaveLength(1)
})

test('no function gets the lease of a position that does not exist', async () => {
  expect(await state.positions.lease('p1', 'inspect', 1000, 5000)).toBeUndefined()
  expect(await state.positions.read('p1')).toBeUndefined()
})

test('a holder that lost the lease fails at its next write', async () => {
  await state.positions.create(aPosition())
  const first = await state.positions.lease('p1', 'inspect', 1000, 5000)
  const second = await state.positions.lease('p1', 'cleanup', 5001, 9000)
  expect(await state.positions.write(aPosition({ tier: 1 }), first?.version ?? 0)).toBeUndefined()
  expect(await state.positions.write(aPosition({ tier: 2 }), second?.version ?? 0)).toBeDefined()
  expect((await state.positions.read('p1'))?.item.tier).toBe(2)
})

test('a repeated attempt shuts out the one that outlived its timeout', async () => {
  await state.positions.create(aPosition())
  const outlived = await state.positions.lease('p1', 'inspect', 1000, 5000)
  await state.positions.lease('p1', 'inspect', 2000, 6000)
  expect(await state.positions.write(aPosition({ tier: 1 }), outlived?.version ?? 0)).toBeUndefined()
})

test('only its holder can give a lease back', async () => {
  await state.positions.create(aPosition())
  await state.positions.lease('p1', 'inspect', 1000, 5000)
  await state.positions.release('p1', 'cleanup')
  expect(await state.positions.lease('p1', 'cleanup', 2000, 6000)).toBeUndefined()
  await state.positions.release('p1', 'inspect')
  expect(await state.positions.lease('p1', 'cleanup', 2000, 6000)).toBeDefined()
})

test('giving the lease back does not change the version', async () => {
  await state.positions.create(aPosition())
  const leased = await state.positions.lease('p1', 'inspect', 1000, 5000)
  await state.positions.release('p1', 'inspect')
  expect((await state.positions.read('p1'))?.version).toBe(leased?.version)
})

test('a write whose answer was lost and that the SDK repeats counts as written', async () => {
  await state.positions.create(aPosition())
  documents.middlewareStack.add(
    (next, context) => async args => {
      if (context.commandName === 'UpdateItemCommand') await next(args)
      return next(args)
    },
    { step: 'finalizeRequest', name: 'answer lost once' },
  )
  expect(await state.positions.write(aPosition({ tier: 1 }), 1)).toBe(2)
  expect((await state.positions.read('p1'))?.item.tier).toBe(1)
})

test('the first wish to close stays beside the position, whichever function writes the position or has its lease', async () => {
  const wish = { reason: 'signal', at: 2000, signalId: 'close' } as const
  expect(await state.positions.wishClose('p1', wish)).toBe(false)
  await state.positions.create(aPosition())
  const leased = await state.positions.lease('p1', 'inspect', 1000, 9000)
  expect(await state.positions.wishClose('p1', wish)).toBe(true)
  expect(await state.positions.wishClose('p1', { ...wish, at: 3000 })).toBe(true)
  expect(await state.positions.write(aPosition({ tier: 1 }), leased?.version ?? 0)).toBe(3)
  await state.positions.release('p1', 'inspect')
  expect(await state.positions.read('p1')).toEqual({
    item: aPosition({ tier: 1 }),
    version: 3,
    closeWish: wish,
  })
})

test('a loss is noted beside the position and taken back, whichever function has its lease', async () => {
  await state.positions.noteLoss('p1', 1000)
  expect(await state.positions.read('p1')).toBeUndefined()
  await state.positions.create(aPosition())
  await state.positions.lease('p1', 'inspect', 1000, 9000)
  await state.positions.noteLoss('p1', 2000)
  expect(await state.positions.read('p1')).toEqual({ item: aPosition(), version: 2, lossUnreadAt: 2000 })
  await state.positions.noteLoss('p1', undefined)
  expect(await state.positions.read('p1')).toEqual({ item: aPosition(), version: 2 })
})

describe('a flip', () => {
  const flip = (id: string, at: number): Flip => ({
    v: 1,
    at: 9_000,
    signal: { id, at, symbol: 'BTCUSDT', action: 'SELL', confidence: '0.9', source: 'test' },
  })
  const written = async () => (await state.positions.read('p1'))?.flip?.signal.id

  test('stays if it is the newest, in whatever order they come', async () => {
    await state.positions.create(aPosition({ state: 'open' }))
    expect(await state.positions.wishFlip('p1', flip('b', 2_000))).toBe('written')
    expect(await state.positions.wishFlip('p1', flip('a', 1_000))).toBe('later')
    expect(await state.positions.wishFlip('p1', flip('b', 2_000))).toBe('written')
    expect(await written()).toBe('b')
    expect(await state.positions.wishFlip('p1', flip('c', 2_000))).toBe('written')
    expect(await written()).toBe('c')
  })

  test('outlives the leaseholder’s writes, and ends no lease', async () => {
    await state.positions.create(aPosition({ state: 'open' }))
    const leased = await state.positions.lease('p1', 'inspect', 1000, 5000)
    await state.positions.wishFlip('p1', flip('a', 1_000))
    expect(await state.positions.write(aPosition({ state: 'open', tier: 1 }), leased?.version ?? 0)).toBe(3)
    expect(await written()).toBe('a')
  })

  test.each(['closed', 'abandoned'] as const)('comes too late for a position that is %s', async over => {
    await state.positions.create(aPosition({ state: over }))
    expect(await state.positions.wishFlip('p1', flip('a', 1_000))).toBe('over')
    expect(await state.positions.wishFlip('p2', flip('a', 1_000))).toBe('over')
    expect(await written()).toBeUndefined()
  })
})
