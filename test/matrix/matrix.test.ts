import { beforeAll, expect, test } from 'vitest'
import { threadsBesideOthers } from '../threads.ts'
import { nameOf, type Recording, recordAll } from './cells.ts'
import { faultsOf } from './faults.ts'
import { everyNth, playCells, withEveryFault } from './many-cells.ts'
import { play, type Variant, variants } from './play.ts'
import { type ScenarioName, scenarios } from './scenarios.ts'
import { judgeCell, verdictOn } from './verdict.ts'

/** Shares no divisor with the number of faults of a call, so that different faults strike neighbouring calls. */
const step = 97

let recordings: readonly Recording[]
beforeAll(async () => {
  recordings = await recordAll()
})

const recorded = (name: ScenarioName, variant: Variant) =>
  recordings.find(each => each.scenario === name && each.variant === variant)

test('every promise holds when each call of any scenario is struck, one at a time', {
  timeout: 600_000,
}, async () => {
  const all = recordings.flatMap(({ cells }) => cells)
  expect(all.length).toBeGreaterThan(20_000)
  const cells = withEveryFault(everyNth(all, step), all)
  const { failed, ...tally } = await playCells(cells, threadsBesideOthers)
  expect(failed.map(({ cell, violations }) => ({ cell, violations }))).toEqual([])
  expect(tally.cells).toBe(cells.length)
  // The calls were struck, except one that a concurrent run made needless.
  expect(tally.notMet / tally.cells).toBeLessThan(0.02)
  expect([...tally.longest.keys()].sort()).toEqual([...new Set(all.map(({ strike }) => strike.fault))].sort())
})

test('every promise holds in its strict form when no call is struck', async () => {
  for (const scenario of Object.keys(scenarios) as ScenarioName[]) {
    for (const variant of variants) {
      const nothing = { scenario, variant, call: '', strike: { key: '', fault: 'none' } }
      const { played = await play(scenario, variant) } = recorded(scenario, variant) ?? {}
      const { cell, met, violations } = await judgeCell(nothing, played)
      expect({ cell, met, violations }).toEqual({ cell, met: false, violations: [] })
    }
  }
})

/** A call which shows that a scenario is what its name says. */
const shows: Readonly<Record<ScenarioName, RegExp>> = {
  entry: /^executor .* POST algoOrder 3$/,
  'entry into a fall': /^executor .* POST order 2$/,
  'entry that is not filled': /^executor .* POST order 1$/,
  'take-profit': /^inspect .* POST algoOrder 1$/,
  ratchet: /^inspect .* DELETE algoOrder 2$/,
  'ratchet without room': /^inspect .* POST algoOrder 1$/,
  jump: /^inspect .* POST order 1$/,
  close: /^close close .* DELETE algoOrder 2$/,
  flip: /^executor .* POST algoOrder 3$/,
  'close shown late': /^survey .* GET userTrades 1$/,
  'close after the hour': /^close close .* GET income 1$/,
  'late order': /^survey .* DELETE algoOrder 1$/,
  'stop hit': /^close first.* GET userTrades 1$/,
  emergency: /^close .* notify 1$/,
  'stops taken away': /^inspect .* POST algoOrder 1$/,
  'stops taken away, and heard': /^inspect woken ETHUSDT POST algoOrder 1$/,
  'closed by hand': /^close first.* GET userTrades 1$/,
  'turned by hand': /^close first.* DELETE algoOrder 1$/,
  'other ticks': /^inspect .* GET exchangeInfo 1$/,
  'other steps': /^close close .* GET exchangeInfo 1$/,
  unlisted: /^close .* GET income 1$/,
  'lost slot': /^survey .* Put ACCOUNT 1$/,
  'lost slot, stopped out': /^close .* GET userTrades 1$/,
  'taken over': /^survey .* Put POSITION#\w+ 1$/,
}

test('every call to the outside is in the matrix', async () => {
  for (const name of Object.keys(scenarios) as ScenarioName[]) {
    const {
      played,
      cells,
      calls: struck,
    } = recorded(name, 'racing') ?? expect.fail(`no ${name} was recorded`)
    const { arrived, weather } = played.stage
    const { calls } = weather
    const made = (pattern: RegExp) => calls.filter(call => pattern.test(call.name)).length
    expect({ name, ...arrived }).toEqual({
      name,
      exchange: made(/^(GET|POST|DELETE) /),
      table: made(/^(Get|Put|Update|Query|BatchGet|BatchWrite)( |$)/),
      queues: made(/^send /),
      'state machine': made(/^start watch$/),
    })
    const keys = struck.map(({ key }) => key)
    expect({ name, shown: keys.some(key => shows[name].test(key)) }).toEqual({ name, shown: true })
    expect(new Set(cells.map(({ strike }) => strike.key))).toEqual(new Set(keys))
  }
})

test('a call of an unknown kind is not in the matrix until it is classified', () => {
  expect(() => faultsOf('POST batchOrders')).not.toThrow()
  expect(() => faultsOf('PATCH order')).toThrow('"PATCH order"')
  expect(() => faultsOf('TransactWrite')).toThrow('"TransactWrite"')
})

test('a cell plays the same each time', async () => {
  const cell = recorded('ratchet', 'racing')?.cells.find(each =>
    nameOf(each).includes('POST algoOrder 1 | killed after'),
  )
  if (!cell) throw new Error('Expected the ratchet to place an order')
  const stories = [[], []] as [string[], string[]]
  for (const story of stories) await verdictOn(cell, line => void story.push(line))
  expect(stories[0].length).toBeGreaterThan(50)
  expect(stories[0]).toEqual(stories[1])
})
