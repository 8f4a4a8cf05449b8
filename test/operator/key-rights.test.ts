import { expect, test } from 'vitest'
import { createBinanceExchange } from '#binance/binance.ts'
import { systemClock } from '#ports/clock.ts'
import { rightsChecks } from '../../infra/operator/doctor/rights.ts'

/** The live venue's client over an exchange that answers with these rights. */
function liveKey(rights: object) {
  const asked: string[] = []
  const fetch = async (url: string) => {
    asked.push(url)
    return Response.json(url.includes('/time') ? { serverTime: Date.now() } : rights)
  }
  const keys = { apiKey: 'the-api-key', secret: 'the-secret', venue: 'live', clock: systemClock } as const
  return { exchange: createBinanceExchange({ ...keys, fetch }), asked }
}

const needed = { ipRestrict: true, enableFutures: true, enableWithdrawals: false }

test('a key that may only trade futures from named addresses is well', async () => {
  const { exchange, asked } = liveKey(needed)
  const checks = await rightsChecks('live', exchange)
  expect(checks.map(({ state }) => state)).toEqual(['ok', 'ok', 'ok', 'ok'])
  expect(asked.at(-1)).toMatch(
    /^https:\/\/api\.binance\.com\/sapi\/v1\/account\/apiRestrictions\?.*signature=/,
  )
})

test('a key that may withdraw is a failure, one without IP restriction a warning', async () => {
  const { exchange } = liveKey({ ...needed, ipRestrict: false, enableWithdrawals: true })
  const checks = await rightsChecks('live', exchange)
  expect(checks.filter(({ state }) => state !== 'ok')).toMatchObject([
    { check: 'withdrawals', state: 'failure' },
    { check: 'IP restriction', state: 'warning' },
  ])
})

test('a key without futures trading is a failure', async () => {
  const { exchange } = liveKey({ ...needed, enableFutures: false })
  expect((await rightsChecks('live', exchange))[0]).toMatchObject({ check: 'key rights', state: 'failure' })
})
