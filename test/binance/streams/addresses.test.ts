import { expect, test } from 'vitest'
import { addressesOf, marketStreams, privateStream } from '#binance/streams/addresses.ts'

test('live has one host for streams, however often it fails', () => {
  const live = addressesOf('live', undefined)
  for (const failed of [0, 1, 2]) {
    expect(privateStream(live, failed, 'KEY')).toBe('wss://fstream.binance.com/private/ws/KEY')
    expect(marketStreams(live, failed)).toBe('wss://fstream.binance.com/market/ws')
  }
})

test('demo has two hosts: if one fails, the other is tried', () => {
  const demo = addressesOf('demo', undefined)
  expect([0, 1, 2].map(failed => new URL(privateStream(demo, failed, 'KEY')).host)).toEqual([
    'demo-fstream.binance.com',
    'fstream.binancefuture.com',
    'demo-fstream.binance.com',
  ])
  expect(marketStreams(demo, 1)).toBe('wss://fstream.binancefuture.com/market/ws')
})

test('a stand-in on this machine streams from its own address, for either venue', () => {
  for (const venue of ['demo', 'live'] as const) {
    const addresses = addressesOf(venue, 'http://127.0.0.1:7000')
    expect(addresses.rest).toBe('http://127.0.0.1:7000')
    expect(privateStream(addresses, 3, 'KEY')).toBe('ws://127.0.0.1:7000/private/ws/KEY')
  }
})
