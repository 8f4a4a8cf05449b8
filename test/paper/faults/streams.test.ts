import { describe, expect, test } from 'vitest'
import { createFaults } from '#paper/faults/faults.ts'
import type { FaultRule } from '#paper/faults/rule.ts'
import { type StreamedBench, streamedBench } from '../streams/streamed.ts'
import { market } from '../trader.ts'

const faulty = (...rules: readonly FaultRule[]) => {
  const faults = createFaults(rules)
  return { faults, of: streamedBench({ faults }) }
}
const touch = '/public/ws/btcusdt@bookTicker'

async function touches(of: StreamedBench, ...prices: readonly string[]): Promise<void> {
  for (const price of prices) {
    of.tick(price)
    await of.streams.run()
  }
}
const onTouch = { match: { stream: 'btcusdt@bookTicker' } }
const prices = (messages: readonly { b: string }[]) => messages.map(({ b }) => Math.round(Number(b)))

describe('a fault of streams', () => {
  test('refuses connections, only those of its address, and only as many as given', () => {
    const { of } = faulty({ match: { path: touch }, times: 1, fault: { kind: 'stream', what: 'refused' } })
    expect(() => of.listen(touch)).toThrow('refused')
    of.listen(touch)
    of.listen('/market/ws')
  })

  test('cuts the connection with a message', async () => {
    const { of } = faulty({ ...onTouch, skip: 1, fault: { kind: 'stream', what: 'cut' } })
    const heard = of.listen(touch)
    await touches(of, '60001', '60002', '60003')
    expect([prices(heard.messages), heard.closed]).toEqual([[59998], [{ code: 1006, reason: '' }]])
  })

  test('silences an open connection, and lets it hear again', async () => {
    const { of, faults } = faulty()
    const heard = of.listen(touch)
    const id = faults.add({ ...onTouch, fault: { kind: 'stream', what: 'lost' } })
    await touches(of, '60001', '60002')
    faults.remove(id)
    await touches(of, '60003')
    expect([prices(heard.messages), heard.closed]).toEqual([[60000], []])
  })

  test('delays messages in venue time, so that later ones overtake them, and doubles them', async () => {
    const { of } = faulty(
      { ...onTouch, times: 1, fault: { kind: 'stream', what: 'late', ms: 1500 } },
      { ...onTouch, skip: 2, times: 1, fault: { kind: 'stream', what: 'twice', ms: 1000 } },
    )
    const heard = of.listen(touch)
    await touches(of, '60001', '60002', '60003', '60004')
    of.clock.advance(1000)
    await of.streams.run()
    expect(prices(heard.messages)).toEqual([59999, 59998, 60000, 60000, 60001])
  })

  test('matches user data by its event, and ends a listen key before its time', async () => {
    const { of, faults } = faulty({
      match: { stream: 'user', event: 'ACCOUNT_UPDATE' },
      fault: { kind: 'stream', what: 'lost' },
    })
    const key = await of.listenKey()
    const heard = of.listen(`/private/ws/${key}`)
    await market(of, '0.1')
    await of.streams.run()
    expect(heard.messages.map(({ e }) => e)).not.toContain('ACCOUNT_UPDATE')
    faults.add({ times: 1, fault: { kind: 'stream', what: 'key-ended' } })
    of.clock.advance(1)
    await of.streams.run()
    expect(heard.messages.at(-1)).toMatchObject({ e: 'listenKeyExpired', listenKey: key })
    expect(await of.listenKey()).not.toBe(key)
  })

  test('harms no request, and no request is counted against it', async () => {
    const { of, faults } = faulty({ fault: { kind: 'stream', what: 'lost' } })
    expect((await market(of, '0.1')).status).toBe(200)
    expect(faults.list()).toMatchObject([{ met: 0, harmed: 0 }])
  })

  test('halts the streams of a market that stands still', async () => {
    const { of } = faulty()
    const faults = createFaults([
      { match: { symbol: 'BTCUSDT' }, fault: { kind: 'halt', from: of.clock.now() } },
    ])
    const halted = streamedBench({ faults })
    const heard = halted.listen(touch)
    await touches(halted, '60001', '60002')
    expect(heard.messages).toEqual([])
  })
})
