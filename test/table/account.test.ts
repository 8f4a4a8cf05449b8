import { beforeEach, expect, test } from 'vitest'
import { mostTrades } from '#domain/protections/kept-trades.ts'
import { systemClock } from '#ports/clock.ts'
import type { Account, State } from '#ports/state.ts'
import { createState } from '#table/state.ts'
import { dynamoForTests } from './local-table.ts'

const dynamo = dynamoForTests()
let state: State
beforeEach(async () => {
  state = createState({ ...(await dynamo.createTable()), clock: systemClock })
})

const reserve =
  (symbol: string, positionId: string, limit: number) =>
  (account: Account): Account | undefined =>
    account.slots[symbol] !== undefined || Object.keys(account.slots).length >= limit
      ? undefined
      : {
          ...account,
          slots: { ...account.slots, [symbol]: { positionId, side: 'long', since: 1, worstLoss: '5' } },
        }

test('the largest possible account item stays far below DynamoDB’s limit', async () => {
  await state.account.open('live', false)
  const named = <T>(count: number, of: (n: number) => T) =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`1000000BABADOGE${100 + n}USDT`, of(n)]))
  const id = (n: number) => `abcdefghi${100 + n}`
  const full: Partial<Account> = {
    slots: named(40, n => ({ positionId: id(n), side: 'short', since: 1e12, worstLoss: '12345.12345678' })),
    lastClosed: named(700, () => 1_738_548_420_000),
    unswept: named(40, () => 1_738_548_420_000),
    provisional: named(40, n => ({ symbol: id(n), closedAt: 1e12, worstLoss: '12345.12345678' })),
    halts: { operator: 'x'.repeat(500), 'account-modes': 'x'.repeat(500) },
    foreign: Object.keys(named(40, () => 0)),
    trades: Array.from({ length: mostTrades }, (_, n) => ({
      ...{ id: id(n), symbol: '1000000BABADOGEUSDT', side: 'short' as const, closedAt: 1_738_548_420_000 },
      ...{ profit: '-1.23456789', stopped: true as const, lifted: true as const },
    })),
  }
  const { item } = await state.account.update(account => ({ ...account, ...full }))
  expect(Buffer.byteLength(JSON.stringify(item))).toBeLessThan(60_000)
  expect(Buffer.byteLength(JSON.stringify(item.trades))).toBeLessThan(8_000)
})

test('the first opening creates the account, every later one finds it', async () => {
  const [first, second] = await Promise.all([
    state.account.open('paper', false),
    state.account.open('paper', false),
  ])
  expect(first).toEqual(second)
  expect(first.item).toMatchObject({ venue: 'paper', slots: {}, halts: {}, foreign: [] })
  expect(await state.account.read()).toEqual(first)
})

test('the kill switch halts entries only when the account item is created', async () => {
  await state.account.open('paper', true)
  expect(Object.keys((await state.account.read()).item.halts)).toEqual(['killSwitch'])
  await state.account.update(account => ({ ...account, halts: {} }))
  expect((await state.account.open('paper', true)).item.halts).toEqual({})
})

test('another venue than the first is refused, with what to do', async () => {
  await state.account.open('paper', false)
  await expect(state.account.open('live', false)).rejects.toThrow(
    /belongs to the venue "paper".*select "live".*restore the settings or deploy another stack/,
  )
})

test('reading an unopened account is an error', async () => {
  await expect(state.account.read()).rejects.toThrow(/has no account item yet/)
})

test('exactly one of two concurrent reservations of a symbol wins', async () => {
  await state.account.open('paper', false)
  const wins = await Promise.all(
    ['p1', 'p2'].map(async id => {
      const after = await state.account.update(reserve('ETHUSDT', id, 4))
      return after.item.slots.ETHUSDT?.positionId === id
    }),
  )
  expect(wins.filter(Boolean)).toHaveLength(1)
})

test('twelve concurrent reservations of twelve symbols fill four slots and no fifth', async () => {
  await state.account.open('paper', false)
  await Promise.all(
    Array.from({ length: 12 }, (_, n) => state.account.update(reserve(`S${n}USDT`, `p${n}`, 4))),
  )
  expect(Object.keys((await state.account.read()).item.slots)).toHaveLength(4)
})

test('concurrent changes are all kept', async () => {
  await state.account.open('paper', false)
  const add = (account: Account) => ({
    ...account,
    day: { ...account.day, net: String(Number(account.day.net) + 1) },
  })
  await Promise.all(Array.from({ length: 15 }, () => state.account.update(add)))
  const { item, version } = await state.account.read()
  expect(item.day.net).toBe('15')
  expect(version).toBe(16)
})

test('a change that leaves the account as it is writes nothing', async () => {
  const { version } = await state.account.open('paper', false)
  expect((await state.account.update(() => undefined)).version).toBe(version)
  expect((await state.account.read()).version).toBe(version)
})
