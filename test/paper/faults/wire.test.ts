import { describe, expect, test } from 'vitest'
import { namedAnswers } from '#paper/faults/answers.ts'
import { createFaults } from '#paper/faults/faults.ts'
import type { FaultRule } from '#paper/faults/rule.ts'
import { bench, signed } from '../builder.ts'
import { books, enter, limit, positionOf } from './orders.ts'

const orders = { method: 'POST', path: '/fapi/v1/order' }
const withRules = (...rules: readonly FaultRule[]) => {
  const faults = createFaults(rules)
  return { of: bench({ faults }), faults }
}

describe('a rule', () => {
  test('matches by method, path, symbol, order type and parameters', async () => {
    const answer = { kind: 'answer', as: 'overloaded' } as const
    const harmed = async (match: FaultRule['match']) => {
      const { of } = withRules({ ...(match && { match }), fault: answer })
      return (await enter(of)).status === 503
    }
    expect(await harmed(undefined)).toBe(true)
    expect(await harmed({ ...orders, symbol: 'BTCUSDT', orderType: 'MARKET' })).toBe(true)
    expect(await harmed({ params: { side: 'BUY' } })).toBe(true)
    expect(await harmed({ method: 'GET' })).toBe(false)
    expect(await harmed({ path: '/fapi/v1/algoOrder' })).toBe(false)
    expect(await harmed({ symbol: 'ETHUSDT' })).toBe(false)
    expect(await harmed({ orderType: 'LIMIT' })).toBe(false)
    expect(await harmed({ params: { reduceOnly: 'true' } })).toBe(false)
  })

  test('lets the first requests pass and stops after its count', async () => {
    const fault = { kind: 'answer', as: 'overloaded' } as const
    const { of, faults } = withRules({ match: orders, skip: 1, times: 2, fault })
    const statuses: number[] = []
    for (const _ of [1, 2, 3, 4]) statuses.push((await enter(of)).status)
    expect(statuses).toEqual([200, 503, 503, 200])
    expect(faults.list()).toMatchObject([{ met: 4, harmed: 2 }])
  })

  test('can be added and removed while the venue is in use', async () => {
    const { of, faults } = withRules()
    const id = faults.add({ fault: { kind: 'answer', as: 'restricted' } })
    expect((await enter(of)).status).toBe(451)
    expect(faults.remove(id)).toBe(true)
    expect(faults.remove(id)).toBe(false)
    expect((await enter(of)).status).toBe(200)
  })
})

describe('a request', () => {
  const send = (of: ReturnType<typeof bench>) =>
    of.venue.fetch(
      ...signed(
        'POST',
        '/v1/order',
        { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.1' },
        of.settings,
        of.clock.now(),
      ),
    )

  test.each([
    ['before', '0'],
    ['after', '0.100'],
  ] as const)('whose connection drops %s it took effect is a failed fetch', async (when, position) => {
    const { of } = withRules({ match: orders, fault: { kind: 'drop', when } })
    await expect(send(of)).rejects.toThrow(new TypeError('fetch failed'))
    expect(await positionOf(of)).toBe(position)
  })

  test('whose answer breaks off has taken effect, and half a body', async () => {
    const { of } = withRules({ match: orders, fault: { kind: 'drop', when: 'mid-body' } })
    const answer = await send(of)
    expect(answer.status).toBe(200)
    await expect(answer.text()).rejects.toThrow(new TypeError('terminated'))
    expect(await positionOf(of)).toBe('0.100')
  })

  test('that is late before it takes effect misses its window', async () => {
    const late = (ms: number) => withRules({ match: orders, fault: { kind: 'delay', when: 'before', ms } }).of
    expect((await enter(late(5000))).status).toBe(200)
    expect((await enter(late(5001))).body.code).toBe(-1021)
  })

  test('that waits for the matching engine is rejected by the engine', async () => {
    const { of } = withRules({ match: orders, fault: { kind: 'delay', when: 'engine', ms: 5001 } })
    expect(await enter(of)).toMatchObject({ status: 400, body: { code: -5028 } })
    expect(await positionOf(of)).toBe('0')
  })

  test('that is answered late took effect in time', async () => {
    const { of } = withRules({ match: orders, fault: { kind: 'delay', when: 'after', ms: 9000 } })
    const sentAt = of.clock.now()
    expect((await enter(of)).body.updateTime).toBe(sentAt)
    expect(of.clock.now()).toBe(sentAt + 9000)
  })

  test('may meet several faults at once', async () => {
    const { of } = withRules(
      { match: orders, fault: { kind: 'delay', when: 'after', ms: 400 } },
      { match: orders, fault: { kind: 'delay', when: 'after', ms: 600 } },
      { match: orders, fault: { kind: 'drop', when: 'after' } },
    )
    const sentAt = of.clock.now()
    await expect(send(of)).rejects.toThrow('fetch failed')
    expect(of.clock.now()).toBe(sentAt + 1000)
  })
})

describe('another client of the same address', () => {
  const spent = (weight: number, refused: number) => ({ kind: 'spent', weight, refused }) as const
  const ping = async (of: ReturnType<typeof bench>, address: string) => {
    const headers = { 'x-paper-address': address }
    const answer = await of.venue.fetch('https://fapi.binance.com/fapi/v1/ping', { headers })
    return [answer.status, answer.headers.get('X-MBX-USED-WEIGHT-1M'), answer.headers.get('Retry-After')]
  }

  test('has spent weight: the venue counts on from there', async () => {
    const { of } = withRules({ match: { address: 'a' }, times: 1, fault: spent(2_399, 0) })
    expect(await ping(of, 'b')).toEqual([200, '1', null])
    expect(await ping(of, 'a')).toEqual([200, '2400', null])
    expect(await ping(of, 'a')).toEqual([429, '2401', '60'])
    expect(await ping(of, 'b')).toEqual([200, '2', null])
  })

  test('went on after 429: the address is banned, without a request of ours', async () => {
    const { of } = withRules({ times: 1, fault: spent(2_400, 11) })
    expect(await ping(of, 'a')).toEqual([418, '2400', '120'])
    expect(of.venue.bans()).toMatchObject([{ address: 'a', cause: 'another client' }])
  })
})

describe('an error answer', () => {
  const told = {
    'unknown-error': [503, -1000, '0.100'],
    'service-unavailable': [503, 0, '0'],
    'internal-error': [503, -1001, '0.100'],
    timeout: [408, -1007, '0.100'],
    'timeout-lost': [408, -1007, '0'],
    overloaded: [503, -1008, '0'],
    rejected: [400, -2010, '0'],
    'outside-engine-window': [400, -5028, '0'],
    restricted: [451, 0, '0'],
    banned: [418, -1003, '0'],
  } as const

  test.each(Object.entries(told))('%s', async (as, [status, code, position]) => {
    const { of } = withRules({ match: orders, fault: { kind: 'answer', as: as as keyof typeof told } })
    expect(await enter(of)).toMatchObject({ status, body: { code } })
    expect(await positionOf(of)).toBe(position)
  })

  test('of every name is tested', () => {
    expect(namedAnswers.filter(name => !(name in told))).toEqual(['forbidden'])
  })

  test('forbidden is not JSON: it comes from a proxy before the exchange', async () => {
    const { of } = withRules({ fault: { kind: 'answer', as: 'forbidden' } })
    const answer = await of.venue.fetch('https://fapi.binance.com/fapi/v1/time')
    expect([answer.status, answer.headers.get('content-type')]).toEqual([403, 'text/html'])
    expect(await answer.text()).toContain('403 Forbidden')
  })

  test('banned gives the end of the ban, in message and header', async () => {
    const { of } = withRules({ fault: { kind: 'answer', as: 'banned' } })
    const { body, headers } = await enter(of)
    expect(body.msg).toContain(`banned until ${of.clock.now() + 120_000}.`)
    expect(headers.get('Retry-After')).toBe('120')
  })

  test('may be any, after the request took effect', async () => {
    const fault = { kind: 'answer', status: 502, code: -1006, msg: 'lost', accepted: true } as const
    const { of } = withRules({ match: orders, fault })
    expect(await enter(of)).toMatchObject({ status: 502, body: { code: -1006, msg: 'lost' } })
    expect(await positionOf(of)).toBe('0.100')
  })

  test('rejects reduce-only in the algo service if told to', async () => {
    const match = { path: '/fapi/v1/algoOrder', params: { reduceOnly: 'true' } }
    const msg = "Parameter 'reduceOnly' sent when not required."
    const { of } = withRules({
      match,
      fault: { kind: 'answer', status: 400, code: -1106, msg, accepted: false },
    })
    await enter(of)
    const terms = { symbol: 'BTCUSDT', algoType: 'CONDITIONAL', side: 'SELL', triggerPrice: '59000' }
    const place = (more: Record<string, string>) =>
      of.send('POST', '/v1/algoOrder', { ...terms, type: 'STOP_MARKET', ...more })
    expect((await place({ quantity: '0.1', reduceOnly: 'true' })).body.code).toBe(-1106)
    expect((await place({ closePosition: 'true' })).status).toBe(200)
  })
})

describe('a server whose clock is wrong', () => {
  test('shows its own time and judges by it', async () => {
    const { of, faults } = withRules({ fault: { kind: 'skew', ms: -1500 } })
    const time = await of.send('GET', '/v1/time')
    expect(time.body.serverTime).toBe(of.clock.now() - 1500)
    expect((await enter(of)).body.code).toBe(-1021)
    expect((await enter(of, { timestamp: of.clock.now() - 1500 })).status).toBe(200)
    faults.clear()
    faults.add({ fault: { kind: 'skew', ms: 6000 } })
    expect((await enter(of)).body.code).toBe(-1021)
  })
})

describe('a halted symbol', () => {
  const halted = async (to?: number) => {
    const { of, faults } = withRules()
    await limit(of, 'resting')
    const from = of.clock.now()
    const until = to === undefined ? {} : { to: from + to }
    faults.add({ match: { symbol: 'BTCUSDT' }, fault: { kind: 'halt', from, ...until } })
    return of
  }

  test('is shown in the given status', async () => {
    const faults = createFaults()
    const of = bench({ faults })
    const from = of.clock.now() - 1
    faults.add({ match: { symbol: 'BTCUSDT' }, fault: { kind: 'halt', from, status: 'TRADING_CANCEL_ONLY' } })
    const [shown] = (await of.send('GET', '/v1/exchangeInfo')).body.symbols
    expect(shown).toMatchObject({ symbol: 'BTCUSDT', status: 'TRADING_CANCEL_ONLY' })
  })

  test('accepts no orders, shows no trading, and fills nothing', async () => {
    const of = await halted()
    of.tick('58000')
    expect((await enter(of)).body.code).toBe(-4140)
    const symbols = (await of.send('GET', '/v1/exchangeInfo')).body.symbols as {
      symbol: string
      status: string
    }[]
    const statusOf = (name: string) => symbols.find(({ symbol }) => symbol === name)?.status
    expect([statusOf('BTCUSDT'), statusOf('ETHUSDT')]).toEqual(['TRADING_HALT', 'TRADING'])
    expect((await of.send('GET', '/v1/premiumIndex', { symbol: 'BTCUSDT' })).body.markPrice).toContain(
      '60000',
    )
    expect(await books(of)).toEqual(['resting'])
  })

  test('goes on at the prices after the halt, and trades during it never happened', async () => {
    const of = await halted(1500)
    of.tick('58000')
    of.tick('60000')
    expect((await enter(of)).status).toBe(200)
    expect(await books(of)).toEqual(['resting'])
    of.tick('58000')
    expect(await books(of)).toEqual([])
  })
})
