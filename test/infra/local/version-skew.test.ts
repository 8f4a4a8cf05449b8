import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FunctionName, functionNames } from './jobs.ts'
import { buildTomorrow } from './tomorrow.ts'
import { openTrading, type Trading } from './trading.ts'

// biome-ignore lint/suspicious/noExplicitAny: items of another version are whatever they are
type Item = Record<string, any>

/** The whole table of the first release with one position open, twenty seconds after its entry. */
const found: { readonly at: number; readonly items: readonly Item[] } = JSON.parse(
  readFileSync(new URL('../fixtures/items-v1.json', import.meta.url), 'utf8'),
  // Binary attributes, which JSON does not have.
  (_, value) => (typeof value?.base64 === 'string' ? Buffer.from(value.base64, 'base64') : value),
)
const old = found.items.find(({ pk, sk }) => pk.startsWith('POSITION#') && sk === 'ITEM')?.body
let trading: Trading

beforeAll(async () => {
  trading = await openTrading({}, { found })
}, 120_000)
afterAll(() => trading?.close())

test('the watch continues a previous version’s position with its stops and settings', async () => {
  expect(old?.state).toBe('open')
  await trading.stack.clock.sleep(60_000)
  const now = (await trading.state.positions.read(old?.id))?.item
  expect(now).toMatchObject({ state: 'open', protection: old?.protection, settings: old?.settings })
  expect(trading.lines.filter(({ line }) => line.includes('"level":"ERROR"'))).toEqual([])
  expect(trading.lines.some(({ by, line }) => by === 'survey' && line.includes('"OpenPositions":1'))).toBe(
    true,
  )
})

test('this version reads the previous version’s payloads: inspect’s row, survey’s run, a close message', async () => {
  const { stack } = trading
  const row = { v: 1, id: old?.id, symbol: old?.symbol, quantity: old?.openQuantity, mark: old?.entryPrice }
  expect(await stack.invoke('inspect', row)).toMatchObject({ v: 1, id: old?.id })
  const run = { execution: 'before', startedAt: new Date(stack.clock.now()).toISOString() }
  expect(await stack.invoke('survey', run)).toMatchObject({ v: 1, again: true })
  await trading.closeAsTold(old?.id ?? '', 'signal')
  expect(await trading.positionOn('ETHUSDT')).toBeUndefined()
})

test('this version writes every field that the previous version reads', async () => {
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

describe('a deploy, between two ticks, of a version with unknown fields', () => {
  let later: Readonly<Record<FunctionName, string>>
  beforeAll(async () => {
    later = await buildTomorrow()
  })

  /** Moves the aliases of some functions, or of all; the returned function moves them back. */
  function deploy(...names: readonly FunctionName[]): () => void {
    const { stack } = trading
    const moved = names.map(name => [name, stack.deploy(name, later[name])] as const)
    return () => {
      for (const [name, file] of moved) stack.deploy(name, file)
    }
  }

  const itemOn = async (symbol: string): Promise<Item | undefined> => {
    const id = await trading.positionOn(symbol)
    return id ? (await trading.state.positions.read(id))?.item : undefined
  }
  const stopsComeBack = async (symbol: string) => {
    await trading.stripStops(symbol)
    await trading.until('stops', async () => (await trading.stops(symbol)) === 2, 20_000)
    await trading.stack.idle()
  }
  const open = async (symbol: string) => {
    await trading.signal(symbol, 'BUY')
    await trading.until(`an open position of ${symbol}`, () => trading.isOpen(symbol))
  }
  const close = async (symbol: string): Promise<Item | undefined> => {
    const id = await trading.positionOn(symbol)
    await trading.signal(symbol, 'CLOSE')
    await trading.until(`the end of ${id}`, async () => !(await trading.positionOn(symbol)))
    return (await trading.state.positions.read(id ?? ''))?.item
  }
  const closed = { state: 'closed', result: { reason: 'signal' } }

  test('keeps an open position protected, there and back, and its settings unchanged', async () => {
    const before = await itemOn('SOLUSDT')
    const rollBack = deploy(...functionNames)
    await stopsComeBack('SOLUSDT')
    rollBack()
    await stopsComeBack('SOLUSDT')
    expect(await itemOn('SOLUSDT')).toMatchObject({ state: 'open', settings: before?.settings })
    expect(await close('SOLUSDT')).toMatchObject(closed)
  })

  test('lets this version close what the later one opened, and the later one what this one opened', async () => {
    const rollBack = deploy(...functionNames)
    await open('ETHUSDT')
    const unknown = { tomorrow: expect.any(String), protection: { tomorrow: expect.any(String) } }
    expect(await itemOn('ETHUSDT')).toMatchObject(unknown)
    rollBack()
    await stopsComeBack('ETHUSDT')
    // This version keeps fields that it does not know, for the version that does.
    expect(await close('ETHUSDT')).toMatchObject({ ...unknown, ...closed })
    await open('SOLUSDT')
    const back = deploy(...functionNames)
    await stopsComeBack('SOLUSDT')
    expect(await close('SOLUSDT')).toMatchObject(closed)
    back()
  })

  test.each([
    ['of the later gate and survey', ['signal-gate', 'survey']],
    ['of the later executor and inspect', ['executor', 'inspect']],
  ] as const)('finds messages and rows %s on their way to this version', async (_, names) => {
    const rollBack = deploy(...names)
    await open('ETHUSDT')
    await stopsComeBack('ETHUSDT')
    expect(await close('ETHUSDT')).toMatchObject(closed)
    rollBack()
  })

  test('causes no error, no dead letter and no leftover', async () => {
    const { stack, lines } = trading
    expect(lines.filter(({ line }) => line.includes('"level":"ERROR"'))).toEqual([])
    expect(await stack.deadLetters()).toEqual({})
    for (const symbol of ['ETHUSDT', 'SOLUSDT']) expect(await trading.stops(symbol)).toBe(0)
  })
})

/** Every field, however deep; lists by their first entry. */
function pathsOf(value: unknown, at = ''): readonly string[] {
  if (Array.isArray(value)) return value.length > 0 ? pathsOf(value[0], `${at}[]`) : [at]
  if (typeof value !== 'object' || value === null) return [at]
  return Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, `${at}.${key}`))
}
