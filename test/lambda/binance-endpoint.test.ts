import { describe, expect, test, vi } from 'vitest'
import { createBinanceExchange } from '#binance/binance.ts'
import { wireFunction } from '#lambda/wiring.ts'
import type { Exchange } from '#ports/exchange.ts'
import { binanceEndpoint } from '#settings/binance-endpoint.ts'
import { functionEnvironment } from '../../infra/local/runner/function-environment.ts'
import { handClock } from '../binance/an-exchange.ts'

const live = { QT_PAPER_TRADING: 'false', STAGING_MODE: 'false' }

describe('a stand-in for Binance', () => {
  test.each(['http://127.0.0.1:8099', 'http://[::1]:8099', 'http://localhost:8099'])(
    'may be at %s',
    endpoint => {
      expect(binanceEndpoint({ QT_BINANCE_ENDPOINT: endpoint }, 'live')).toBe(endpoint)
    },
  )

  test.each([
    'https://fapi.binance.com',
    'http://fapi.binance.com:80',
    'http://127.0.0.1:80@example.com',
    'http://localhost.example.com:80',
    'http://127.0.0.1.example.com:80',
    'http://example.com:80/http://127.0.0.1:80',
    'http://127.0.0.1:80\nhttp://example.com',
    'https://127.0.0.1:443',
    'http://0.0.0.0:80',
    'http://10.0.0.1:80',
    'http://127.0.0.1:80/fapi',
    'http://127.0.0.1',
    '127.0.0.1:80',
  ])('may not be at %j, and the error names the variable', endpoint => {
    expect(() => binanceEndpoint({ QT_BINANCE_ENDPOINT: endpoint }, 'demo')).toThrow(
      `QT_BINANCE_ENDPOINT is ${JSON.stringify(endpoint)}; allowed is an address of this machine alone`,
    )
  })

  test('is not used where paper is traded', () => {
    const environment = { QT_BINANCE_ENDPOINT: 'http://127.0.0.1:80' }
    expect(() => binanceEndpoint(environment, 'paper')).toThrow(
      /QT_BINANCE_ENDPOINT .* paper venue is chosen/,
    )
  })

  test('does not exist if the variable is empty or missing', () => {
    expect(binanceEndpoint({ QT_BINANCE_ENDPOINT: '' }, 'live')).toBeUndefined()
    expect(binanceEndpoint({}, 'live')).toBeUndefined()
  })

  test('stops a function from starting if it is anywhere else', () => {
    const resources = { QT_TABLE: 't', QT_SECRET_ID: 's', QT_DEPLOYMENT: 'live' }
    const started = (endpoint: string) =>
      wireFunction({ ...live, ...resources, QT_BINANCE_ENDPOINT: endpoint }, { repeat: 1 })
    expect(() => started('http://203.0.113.1:80')).toThrow('QT_BINANCE_ENDPOINT')
    expect(started('http://127.0.0.1:80').configuration.venue).toBe('live')
  })

  test.each([
    ['demo', (exchange: Exchange) => exchange.serverTime(), ['/fapi/v1/time']],
    [
      'live',
      (exchange: Exchange) => exchange.keyRights(),
      ['/fapi/v1/time', '/sapi/v1/account/apiRestrictions'],
    ],
  ] as const)('gets the requests of %s, for any host', async (venue, ask, paths) => {
    const asked: string[] = []
    vi.stubGlobal('fetch', async (url: string) => {
      asked.push(url.replace(/\?.*/, ''))
      const rights = { ipRestrict: true, enableFutures: true, enableWithdrawals: false }
      return Response.json(url.includes('/time') ? { serverTime: 1 } : rights)
    })
    const endpoint = 'http://127.0.0.1:80'
    const exchange = createBinanceExchange({ apiKey: 'k', secret: 's', venue, clock: handClock(), endpoint })
    await ask(exchange).finally(() => vi.unstubAllGlobals())
    expect(asked).toEqual(paths.map(path => `${endpoint}${path}`))
  })
})

test('the local run starts no function that would trade at Binance', () => {
  const spec = {
    ...{ name: 'executor', arn: '', label: 'executor', file: '', handler: 'handler' },
    ...{ timeoutMs: 1, memoryMb: 1, environment: live, logGroupArn: '' },
  }
  const endpoints = { dynamodb: '', queues: '', aws: '', lambda: '' }
  expect(() => functionEnvironment(spec, endpoints, {})).toThrow(/executor has QT_PAPER_TRADING=false/)
  const standIn = { QT_BINANCE_ENDPOINT: 'http://127.0.0.1:80' }
  expect(functionEnvironment(spec, endpoints, standIn)).toMatchObject({ ...live, ...standIn })
})
