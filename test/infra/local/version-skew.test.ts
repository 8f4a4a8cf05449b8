import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTrading, type Trading } from './trading.ts'

// biome-ignore lint/suspicious/noExplicitAny: items of another version are whatever they are
type Item = Record<string, any>

/** The whole table of the first release with one position open, twenty seconds after its entry. */
const found: { readonly at: number; readonly items: readonly Item[] } = JSON.parse(
  readFileSync(new URL('../fixtures/items-v1.json', import.meta.url), 'utf8'),
  // Binary attributes, which JSON has none of.
  (_, value) => (typeof value?.base64 === 'string' ? Buffer.from(value.base64, 'base64') : value),
)
const old = found.items.find(({ pk, sk }) => pk.startsWith('POSITION#') && sk === 'ITEM')?.body
let trading: Trading

beforeAll(async () => {
  trading = await openTrading({}, { found })
}, 120_000)
afterAll(() => trading?.close())

test('a position of the version before goes on being watched, with the stops and settings that it has', async () => {
  expect(old?.state).toBe('open')
  await trading.stack.clock.sleep(60_000)
  const now = (await trading.state.positions.read(old?.id))?.item
  expect(now).toMatchObject({ state: 'open', protection: old?.protection, settings: old?.settings })
  expect(trading.lines.filter(({ line }) => line.includes('"level":"ERROR"'))).toEqual([])
  expect(trading.lines.some(({ by, line }) => by === 'survey' && line.includes('"OpenPositions":1'))).toBe(
    true,
  )
})

test('payloads of the version before are read: a row for inspect, a run for survey, a message to close', async () => {
  const { stack } = trading
  const row = { v: 1, id: old?.id, symbol: old?.symbol, quantity: old?.openQuantity, mark: old?.entryPrice }
  expect(await stack.invoke('inspect', row)).toMatchObject({ v: 1, id: old?.id })
  const run = { execution: 'before', startedAt: new Date(stack.clock.now()).toISOString() }
  expect(await stack.invoke('survey', run)).toMatchObject({ v: 1, again: true })
  const close = { v: 1, positionId: old?.id, reason: 'signal' }
  await trading.until('the close', () =>
    stack.invoke('close-cleanup', close).then(
      () => true,
      () => false,
    ),
  )
  expect(await trading.positionOn('ETHUSDT')).toBeUndefined()
})

test('what this version writes has every field that the version before reads', async () => {
  await trading.signal('SOLUSDT', 'BUY')
  let written: Item | undefined
  await trading.until('an open position', async () => {
    const id = await trading.positionOn('SOLUSDT')
    written = id ? (await trading.state.positions.read(id))?.item : undefined
    return written?.state === 'open' && written.rungs[0]?.clientId !== undefined
  })
  const missing = pathsOf(old).filter(path => !pathsOf(written).includes(path))
  expect(missing).toEqual([])
})

/** Every field, however deep; lists by their first entry. */
function pathsOf(value: unknown, at = ''): readonly string[] {
  if (Array.isArray(value)) return value.length > 0 ? pathsOf(value[0], `${at}[]`) : [at]
  if (typeof value !== 'object' || value === null) return [at]
  return Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, `${at}.${key}`))
}
