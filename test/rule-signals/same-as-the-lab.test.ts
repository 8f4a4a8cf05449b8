import { expect, test } from 'vitest'
import { messageOf } from '#strategy/signal.ts'
import { openMarket } from '../../infra/local/market/market.ts'
import { serveMarket } from '../../infra/local/market/market-server.ts'
import { makeSignals } from '../../infra/local/play/made-signals.ts'
import { at, sample } from '../whole/market.ts'
import { aClock, aSpeaker, ruleOf } from './a-speaker.ts'

const from = at('01:00:00')
const symbols = ['ETHUSDT', 'SOLUSDT']
const market = openMarket({ klines: [sample] })

/** Binance's own klines, as the recorded market serves them. */
async function spokenAtEachClose(rule: string, to: number, late = 0) {
  const clock = aClock(from)
  const server = await serveMarket(market, clock)
  try {
    const fetch = async (url: string) => {
      const { pathname, search } = new URL(url)
      const { status, headers, body } = await server.ask(`${pathname}${search}`)
      return new Response(body, { status, headers })
    }
    const speaker = aSpeaker({ clock, fetch, symbols, rule })
    const { candleMs } = ruleOf(rule)
    for (let close = from + candleMs; close <= to; close += candleMs) {
      clock.set(close - 30_000 + late)
      await speaker.speak(close)
    }
    expect(speaker.told.of('rule-failed')).toEqual([])
    return speaker.sent.map(body => JSON.parse(body))
  } finally {
    await server.close()
  }
}

const said = ({ id: _, ...signal }: { readonly id: string }) => signal

test.each([
  ['rsi:2,30,70,1m', '01:45:00'],
  ['rsi:2,40,60,3m', '02:50:00'],
])('%s sends at each close what the lab’s rule says of the same klines', async (rule, until) => {
  const to = at(until)
  const { signals } = makeSignals({ klines: [sample], rule: ruleOf(rule), to })
  const expected = signals
    .filter(({ symbol }) => symbols.includes(symbol))
    .map(signal => JSON.parse(messageOf(signal)))
  const spoken = await spokenAtEachClose(rule, to)
  expect(spoken.length).toBeGreaterThan(3)
  expect(spoken.map(said)).toEqual(expected)
})

test('a late start sends the same, under the same ids', async () => {
  const [rule, to] = ['rsi:2,30,70,1m', at('01:30:00')]
  const spoken = await spokenAtEachClose(rule, to)
  expect(spoken.length).toBeGreaterThan(1)
  expect(await spokenAtEachClose(rule, to, 45_000)).toEqual(spoken)
})
