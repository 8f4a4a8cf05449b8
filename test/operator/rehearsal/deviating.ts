import { expect, test } from 'vitest'
import { readFile } from '../../../infra/operator/rehearse/file.ts'
import { expectNothingLeft, opened } from './demos.ts'
import { named, notDone } from './found.ts'

const algo = '/fapi/v1/algoOrder'

/** Rehearsals on an exchange that deviates: what they name, and which deviations are harmless. */
export function deviating(): void {
  test('a rehearsal names a field that is missing or has another value or type', async () => {
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
    await expectNothingLeft()
  })

  test('a rehearsal names a rejection with another code, and the steps lost by it', async () => {
    const match = { method: 'POST', path: algo, params: { reduceOnly: 'true' } }
    const fault = { kind: 'answer', status: 400, code: -1106, msg: 'Not required.', accepted: false } as const
    const { rehearse } = await opened({ match, fault })
    const { data } = await rehearse()
    expect(named(data)).toEqual(['code POST algoOrder 400 -1106 for 200'])
    expect(data.verdict).toBe('failed')
    expect(notDone(data)).toEqual(['two stops', 'bridge', 'partial take-profit', 'take-profit fires'])
    await expectNothingLeft()
  })

  test('a rehearsal names a stop that vanished, and the next look restores it', async () => {
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
    await expectNothingLeft()
  })

  test('a rehearsal waits look by look for a stop that is shown only after many seconds', async () => {
    const fault = { kind: 'hide', ms: 12_000 } as const
    const { rehearse } = await opened({ match: { orderType: 'STOP_MARKET' }, times: 1, fault })
    const { data } = await rehearse()
    expect(data).toMatchObject({ verdict: 'passed', left: [] })
    expect(data.shown[0]?.afterMs).toBeGreaterThanOrEqual(12_000)
  })

  test('a stop that is shown late is reported with its delay, not as a difference', async () => {
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

  test('a rehearsal reports a position that is shown late, and waits for it', async () => {
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

  test('an order that the market overtook is no difference', async () => {
    const match = { path: algo, orderType: 'TAKE_PROFIT_MARKET' }
    const refusal = { status: 400, code: -2021, msg: 'Order would immediately trigger.', accepted: false }
    const { rehearse } = await opened({ match, skip: 1, times: 1, fault: { kind: 'answer', ...refusal } })
    const { data } = await rehearse()
    expect(named(data)).toEqual(['moment POST algoOrder 400 -2021 for 200'])
    expect(data).toMatchObject({ verdict: 'passed', left: [] })
    const fires = data.taken.find(({ step }) => step === 'take-profit fires')
    expect(fires?.found).toContain('at market, because the mark was there first')
  })

  test('a rehearsal names a stop that no list shows, and still cancels it', async () => {
    const { rehearse, script, file } = await opened()
    script.lists = clientId => !clientId.endsWith('b2')
    const { data } = await rehearse()
    expect(named(data)).toContain('unshown GET openAlgoOrders b2 never shown for shown')
    expect(data).toMatchObject({ verdict: 'failed', left: [] })
    // Not by close-cleanup afterwards, whose list shows it.
    const { kept } = readFile(file)
    const cancelled = kept.filter(({ method, status }) => method === 'DELETE' && status === 200)
    expect(cancelled.map(({ params }) => params.clientAlgoId?.slice(-2))).toContain('b2')
    await expectNothingLeft()
  })

  test('a rejected exit is sent again, once orders in its way are cancelled', async () => {
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
    await expectNothingLeft()
  })

  test('an additional field is no difference', async () => {
    const fault = { kind: 'row', show: { news: 'x' } } as const
    const { rehearse } = await opened({ match: { path: '/fapi/v3/positionRisk' }, fault })
    const { data } = await rehearse()
    expect(named(data)).toEqual(['more GET positionRisk [].news string for not there'])
    expect(data.verdict).toBe('passed')
  })
}
