import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { timing } from '#domain/timing.ts'
import { positionLifetimes } from '#paper/audit/ledger.ts'
import type { FaultRule } from '#paper/faults/rule.ts'
import { PositionBusy } from '#position/lease.ts'
import { loadConfiguration } from '#settings/configuration.ts'
import { judgeKept, rehearse } from '../../infra/operator/commands/rehearse.ts'
import { readFile } from '../../infra/operator/rehearse/file.ts'
import type { Judged } from '../../infra/operator/rehearse/judged.ts'
import { qt } from './an-operator.ts'
import { aDemo, nothing, symbol } from './rehearsal/a-demo.ts'

let demo: Awaited<ReturnType<typeof aDemo>>
let demos: (typeof demo)[] = []
const opened = async (...rules: readonly FaultRule[]) => {
  demo = await aDemo(...rules)
  demos.push(demo)
  return demo
}
afterEach(async () => {
  await Promise.all(demos.map(({ close }) => close()))
  demos = []
})

const notDone = ({ taken }: Judged) => taken.flatMap(({ step, done }) => (done ? [] : step))
const algo = '/fapi/v1/algoOrder'

/** Nothing on the exchange, and no slot: whatever happened to the rehearsal. */
async function expectNothingLeft({ books, system }: typeof demo) {
  expect(await books()).toEqual(nothing)
  expect((await system.state.account.read()).item.slots).toEqual({})
}

describe('where the exchange answers as the paper venue does', () => {
  test('a rehearsal passes: one position lives its whole life with a stop, and nothing is left', async () => {
    const { rehearse, system } = await opened()
    const { data, exitCode } = await rehearse()
    expect(data.differences).toEqual([])
    expect(data).toMatchObject({ verdict: 'passed', left: [] })
    expect(exitCode).toBe(0)
    expect(data.taken.map(({ step }) => step)).toEqual(
      ['slot', 'configure', 'entry', 'two stops', 'bridge', 'hold'].concat(
        ...['partial take-profit', 'take-profit fires', 'close', 'both books', 'settled'],
      ),
    )
    await expectNothingLeft(demo)
    const lives = positionLifetimes(await system.venue.ledger(symbol))
    expect(lives).toMatchObject([{ naked: [{ kind: 'entry' }] }])
    expect(data.shown.map(({ clientId }) => /(.)\d+$/.exec(clientId)?.[1]).join('')).toBe('pbtgpbbtb')
    const lists = data.shown.flatMap(({ fired, afterMs = Infinity }) => (fired ? [] : afterMs))
    expect(lists).toHaveLength(8)
    expect(Math.max(...lists)).toBeLessThan(50)
  })

  test('its position is one of the deployment’s own, with slot, journal and result', async () => {
    const { rehearse, system, asked } = await opened()
    const { data } = await rehearse()
    const { positionId } = data
    const stored = await system.state.positions.read(positionId)
    expect(stored?.item).toMatchObject({
      state: 'closed',
      source: 'rehearsal',
      result: { reason: 'operator' },
    })
    const told = (await system.state.journal.read(positionId)).map(({ event }) => event)
    const once = ['entry-planned', 'entry-accepted', 'entry-filled', 'stop-raised', 'profit-banked', 'closed']
    for (const event of once) expect(told.filter(each => each === event)).toEqual([event])
    expect(asked).toEqual([`${positionId}-later`, positionId])
  })

  test('a take-profit that a list shows as triggered is so on paper, too', async () => {
    const { rehearse, script, file } = await opened()
    script.rises = 'slowly'
    const { data } = await rehearse()
    expect(data.differences).toEqual([])
    expect(data).toMatchObject({ verdict: 'passed', left: [] })
    expect(readFileSync(file, 'utf8')).toContain('"algoStatus":"TRIGGERING"')
  })

  test('a take-profit that the market does not reach is told, and taken back', async () => {
    const { rehearse, script } = await opened()
    script.rises = 'never'
    const { data } = await rehearse()
    expect(data).toMatchObject({ verdict: 'passed', left: [] })
    const fires = data.taken.find(({ step }) => step === 'take-profit fires')
    expect(fires?.found).toContain('did not come to it, 3 times for 10 s')
    await expectNothingLeft(demo)
  })

  test('what is kept is every answer, without key, signature or secret, and can be judged again', async () => {
    const { rehearse, file, keys } = await opened()
    const { data } = await rehearse()
    const text = readFileSync(file, 'utf8')
    const { kept } = readFile(file)
    expect(kept.map(({ n }) => n)).toEqual(kept.map((_, index) => index + 1))
    expect(kept.length).toBe(data.requests)
    for (const secret of [keys.apiKey, keys.secret, 'signature', 'X-MBX-APIKEY'])
      expect(text.toLowerCase()).not.toContain(`"${secret.toLowerCase()}"`)
    expect((await judgeKept(file)).data).toEqual({ ...data, file })
  })
})

/** What was found, without its requests: `code POST algoOrder 400 -1106 for 200`. */
const named = ({ differences }: Judged) =>
  differences.map(({ kind, endpoint, field, theirs, ours }) =>
    [kind, endpoint, ...(field ? [field.replace(/^qt-.*-/, '')] : []), theirs, 'for', ours].join(' '),
  )

describe('where it deviates', () => {
  test('a field that has another value, another type, or is not there, is named', async () => {
    const show = { workingType: 'CONTRACT_PRICE', reduceOnly: 'true' }
    const fault = { kind: 'row', show, lack: ['priceProtect'] } as const
    const { rehearse } = await opened({ match: { method: 'GET', path: '/fapi/v1/openAlgoOrders' }, fault })
    const { data, exitCode } = await rehearse()
    expect(named(data)).toEqual([
      'value GET openAlgoOrders [].workingType CONTRACT_PRICE for MARK_PRICE',
      'missing GET openAlgoOrders [].priceProtect not there for boolean',
      'type GET openAlgoOrders [].reduceOnly string for boolean',
    ])
    expect(data).toMatchObject({ verdict: 'differs', left: [] })
    expect(notDone(data)).toEqual([])
    expect(exitCode).toBe(1)
    await expectNothingLeft(demo)
  })

  test('a refusal by another code is named, and the steps that it takes away', async () => {
    const match = { method: 'POST', path: algo, params: { reduceOnly: 'true' } }
    const fault = { kind: 'answer', status: 400, code: -1106, msg: 'Not required.', accepted: false } as const
    const { rehearse } = await opened({ match, fault })
    const { data } = await rehearse()
    expect(named(data)).toEqual(['code POST algoOrder 400 -1106 for 200'])
    expect(data.verdict).toBe('failed')
    expect(notDone(data)).toEqual(['two stops', 'bridge', 'partial take-profit', 'take-profit fires'])
    await expectNothingLeft(demo)
  })

  test('a stop that vanishes is named, and stands again at the next look', async () => {
    const fault = { kind: 'vanish', afterMs: 15_000, as: 'CANCELED' } as const
    const { rehearse, system } = await opened({ match: { orderType: 'STOP' }, skip: 1, times: 1, fault })
    const { data } = await rehearse(40)
    expect(named(data)).toContain('vanished GET openAlgoOrders b5 shown no more for shown')
    expect(data.verdict).toBe('differs')
    expect(notDone(data)).toEqual([])
    const told = await system.state.journal.read(data.positionId)
    expect(
      told.filter(({ event, clientId }) => event === 'stop-sent' && String(clientId).endsWith('b5')).length,
    ).toBe(2)
    await expectNothingLeft(demo)
  })

  test('a stop that is shown only after many seconds is waited for, look by look', async () => {
    const fault = { kind: 'hide', ms: 12_000 } as const
    const { rehearse } = await opened({ match: { orderType: 'STOP_MARKET' }, times: 1, fault })
    const { data } = await rehearse()
    expect(data).toMatchObject({ verdict: 'passed', left: [] })
    expect(data.shown[0]?.afterMs).toBeGreaterThanOrEqual(12_000)
  })

  test('a stop that is shown late is told with how late, and differs in nothing', async () => {
    const fault = { kind: 'hide', ms: 700 } as const
    const { rehearse } = await opened({ match: { orderType: 'STOP_MARKET' }, times: 1, fault })
    const { data } = await rehearse()
    const [primary, ...others] = data.shown
    expect(primary?.listsWithout).toBeGreaterThan(1)
    expect(primary?.afterMs).toBeGreaterThanOrEqual(700)
    expect(primary?.afterMs).toBeLessThan(1_000)
    expect(others.every(({ listsWithout }) => listsWithout === 0)).toBe(true)
    expect(data).toMatchObject({ verdict: 'passed', differences: [] })
  })

  test('a position that is shown late is told so, and waited for', async () => {
    const path = '/fapi/v3/positionRisk'
    const { rehearse, file } = await opened()
    await rehearse()
    const { kept } = readFile(file)
    const sold = kept.findIndex(({ method, params }) => method === 'POST' && params.type === 'MARKET')
    const skip = kept.slice(0, sold).filter(each => each.path === path).length
    const fault = { kind: 'row', show: { positionAmt: '0.009' } } as const
    const late = await opened({ match: { path }, skip, times: 2, fault })
    const { data } = await late.rehearse()
    expect(named(data)).toEqual(['late GET positionRisk [].positionAmt 0.009 for 0.005'])
    expect(data).toMatchObject({ verdict: 'passed', left: [] })
  })

  test('an order that the market was quicker than is no difference', async () => {
    const match = { path: algo, orderType: 'TAKE_PROFIT_MARKET' }
    const refusal = { status: 400, code: -2021, msg: 'Order would immediately trigger.', accepted: false }
    const { rehearse } = await opened({ match, skip: 1, times: 1, fault: { kind: 'answer', ...refusal } })
    const { data } = await rehearse()
    expect(named(data)).toEqual(['moment POST algoOrder 400 -2021 for 200'])
    expect(data).toMatchObject({ verdict: 'passed', left: [] })
    const fires = data.taken.find(({ step }) => step === 'take-profit fires')
    expect(fires?.found).toContain('at market, because the mark was there first')
  })

  test('a stop that no list shows is named, and cancelled all the same', async () => {
    const { rehearse, script, file } = await opened()
    script.lists = clientId => !clientId.endsWith('b2')
    const { data } = await rehearse()
    expect(named(data)).toContain('unshown GET openAlgoOrders b2 never shown for shown')
    expect(data).toMatchObject({ verdict: 'failed', left: [] })
    // Not by close-cleanup afterwards, whose list shows it.
    const { kept } = readFile(file)
    const cancelled = kept.filter(({ method, status }) => method === 'DELETE' && status === 200)
    expect(cancelled.map(({ params }) => params.clientAlgoId?.slice(-2))).toContain('b2')
    await expectNothingLeft(demo)
  })

  test('an exit that is refused goes again, without the orders that may stand in its way', async () => {
    const exit = { path: '/fapi/v1/order', orderType: 'MARKET' }
    const refusal = { status: 400, code: -4118, msg: 'ReduceOnly Order Failed.', accepted: false } as const
    // The first one sells a part.
    const { rehearse, file } = await opened({
      match: exit,
      skip: 1,
      times: 1,
      fault: { kind: 'answer', ...refusal },
    })
    const { data } = await rehearse()
    expect(named(data)).toEqual(['code POST order 400 -4118 for 200'])
    expect(data).toMatchObject({ verdict: 'differs', left: [] })
    const { kept } = readFile(file)
    const commands = kept.filter(({ method }) => method !== 'GET')
    const refused = commands.findIndex(({ status }) => status === 400)
    const after = commands.slice(refused + 1).map(({ method, path, params }) => {
      const id = params.clientAlgoId ?? params.newClientOrderId ?? ''
      return `${method} ${path.split('/').at(-1)} ${/(.)\d+$/.exec(id)?.[1]}`
    })
    expect(after.slice(0, 2)).toEqual(['DELETE algoOrder b', 'POST order c'])
    await expectNothingLeft(demo)
  })

  test('a field more than the paper venue has harms nothing', async () => {
    const fault = { kind: 'row', show: { news: 'x' } } as const
    const { rehearse } = await opened({ match: { path: '/fapi/v3/positionRisk' }, fault })
    const { data } = await rehearse()
    expect(named(data)).toEqual(['more GET positionRisk [].news string for not there'])
    expect(data.verdict).toBe('passed')
  })
})

describe('where it fails in the middle', () => {
  const posts = [
    ['the entry', { method: 'POST', path: '/fapi/v1/order' }],
    ['the first stop', { method: 'POST', path: algo, orderType: 'STOP_MARKET' }],
    ['the bridge', { method: 'POST', path: algo, orderType: 'STOP_MARKET', params: { reduceOnly: 'true' } }],
    ['the sale of a part', { method: 'POST', path: '/fapi/v1/order', params: { reduceOnly: 'true' } }],
  ] as const

  test.each(posts)('an answer to %s that is lost leaves nothing behind', async (_, match) => {
    for (const when of ['before', 'after'] as const) {
      const { rehearse } = await opened({ match, times: 1, fault: { kind: 'drop', when } })
      const { data } = await rehearse()
      expect(data.left).toEqual([])
      expect(named(data)).toContainEqual(expect.stringMatching(/^moment POST/))
      await expectNothingLeft(demo)
    }
  })

  test.each([24, 31, 38, 45])('forty requests from the %dth on leave nothing behind', async skip => {
    const { rehearse } = await opened({ skip, times: 40, fault: { kind: 'drop', when: 'before' } })
    const { data } = await rehearse()
    expect(data).toMatchObject({ verdict: 'failed', left: [] })
    await expectNothingLeft(demo)
  })

  test('with an exchange that stays away it says what is left, and close-cleanup has it closed later', async () => {
    const { rehearse, faults, system, asked, books } = await opened()
    faults.add({ skip: 30, fault: { kind: 'drop', when: 'before' } })
    const { data, exitCode } = await rehearse()
    expect(exitCode).toBe(1)
    expect(data.left.join('; ')).toContain('it cannot be read what is left')
    faults.clear()
    expect((await books()).open).toBeDefined()
    expect(asked[0]).toBe(`${data.positionId}-later`)
    await system.close({ v: 1, positionId: data.positionId, reason: 'operator' })
    await expectNothingLeft(demo)
  })
})

test('with a file that can be written no more it cleans up all the same, and tells both', async () => {
  const { rehearse, file, script } = await opened()
  script.dies = line => {
    if (!line.startsWith('done: two stops')) return false
    rmSync(file)
    mkdirSync(file)
    return false
  }
  await expect(rehearse()).rejects.toThrow(/kept\.jsonl could not be written to its end: .*nothing is left$/)
  expect(demo.said).toContainEqual(expect.stringContaining('done: both books'))
  await expectNothingLeft(demo)
})

test('should its process die, close-cleanup hears of it, and closes once the lease is over', async () => {
  const { rehearse, system, said, script, asked } = await opened()
  const dies = Promise.withResolvers<void>()
  script.dies = line => {
    if (line.startsWith('done: bridge')) dies.resolve()
    return line.startsWith('done: bridge')
  }
  void rehearse()
  await dies.promise
  expect(said.at(-1)).toContain('done: bridge')
  const positionId = asked[0]?.replace('-later', '') ?? ''
  const message = { v: 1, positionId, reason: 'operator' } as const
  await expect(system.close(message)).rejects.toThrow(PositionBusy)
  system.clock.advance(timing.rehearsal.lease)
  expect((await demo.books()).open).toBeDefined()
  await system.close(message)
  await expectNothingLeft(demo)
})

describe('it is refused', () => {
  const refusal = () =>
    demo.rehearse().then(
      ({ data }) => data.verdict,
      (error: Error) => error.message,
    )

  test('where the symbol has a position or an order, whichever client has put it there', async () => {
    const { system } = await opened()
    const order = { symbol, side: 'BUY', quantity: '0.1', price: '2400', type: 'LIMIT', timeInForce: 'GTC' }
    await system.send('POST', '/v1/order', { ...order, newClientOrderId: 'mine' })
    expect(await refusal()).toBe('ETHUSDT is not flat: the exchange shows the order mine')
    await system.send('POST', '/v1/order', { symbol, side: 'SELL', quantity: '0.1', type: 'MARKET' })
    expect(await refusal()).toContain('the exchange shows short 0.1, the order mine')
    expect(demo.asked).toEqual([])
  })

  test('where the deployment manages the symbol, or has no slot left', async () => {
    const { system } = await opened()
    const slot = { positionId: 'abcdefghijkl', side: 'long', since: 0, worstLoss: '1' } as const
    const hold = (...symbols: readonly string[]) =>
      system.state.account.update(account => ({
        ...account,
        slots: Object.fromEntries(symbols.map(each => [each, slot])),
      }))
    await hold(symbol)
    expect(await refusal()).toContain('ETHUSDT is managed: position abcdefghijkl holds its slot')
    await hold('A', 'B', 'C', 'D')
    expect(await refusal()).toContain('all 4 slots are taken')
    expect(system.venue.bans()).toEqual([])
  })

  test('on any venue but demo, before anything is asked there', async () => {
    const { connection } = await opened()
    for (const [venue, settings] of [
      ['paper', {}],
      ['live', { QT_PAPER_TRADING: 'false', STAGING_MODE: 'false' }],
    ] as const) {
      const elsewhere = { ...connection, configuration: loadConfiguration(settings) }
      await expect(rehearse(elsewhere, symbol, { yes: true, hold: 1 })).rejects.toThrow(`got one on ${venue}`)
      const { code, err } = await qt(['rehearse', '--env', venue])
      expect([code, err]).toEqual([2, expect.stringContaining(`got one on ${venue}`)])
    }
    expect(demo.said).toEqual([])
  })

  test('where the account is in hedge mode', async () => {
    const { system } = await opened()
    await system.send('POST', '/v1/positionSide/dual', { dualSidePosition: 'true' })
    expect(await refusal()).toBe('the account is in hedge mode')
  })
})
