import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { binanceStream } from '#binance/streams/binance-stream.ts'
import type { SocketEar } from '#binance/streams/socket.ts'
import { timing } from '#domain/timing.ts'
import { systemClock } from '#ports/clock.ts'
import type { Ear, Listening } from '#ports/venue-stream.ts'

const { mute } = timing.streams
const { beat } = timing.sentinel
const mark = JSON.stringify({ e: 'markPriceUpdate', s: 'BTCUSDT', p: '60000' })

let opened: { readonly url: URL; readonly ear: SocketEar }[]
let heard: string[]
let listening: Listening
beforeEach(() => {
  vi.useFakeTimers({ now: 1_738_548_420_000 })
  onTestFinished(() => {
    listening.stop()
    vi.useRealTimers()
  })
  ;[opened, heard] = [[], []]
})

/** A sentinel that listens to these hosts, and whose connections are opened at once. */
function begin(...streams: readonly [string, ...string[]]) {
  const ear: Ear = {
    hear: ({ kind }) => void heard.push(kind),
    held: line => void heard.push(`${line} held`),
    lost: (line, why) => void heard.push(`${line} lost: ${why}`),
    troubled: () => {},
    unread: () => {},
  }
  const stream = binanceStream({
    ...{ clock: systemClock, timeoutMs: 1_000, random: () => 0.5 },
    addresses: { rest: 'https://venue', streams },
    apiKey: async () => 'key',
    fetch: async () => Response.json({ listenKey: 'listen' }),
    open: (url, ear) => {
      opened.push({ url: new URL(url), ear })
      queueMicrotask(ear.opened)
      return { send: () => {}, end: () => {} }
    },
  })
  listening = stream.listen(ear)
}

/** Follows the open positions, as a sentinel does with each beat. */
async function beats(ms: number, symbols: readonly string[], each = () => {}) {
  for (let passed = 0; passed < ms; passed += beat) {
    listening.follow(symbols)
    await vi.advanceTimersByTimeAsync(beat)
    each()
  }
}
const tellMark = () => opened.findLast(({ url }) => url.pathname === '/market/ws')?.ear.text(mark)
const hostsOf = (line: 'market' | 'private') =>
  opened.filter(({ url }) => url.pathname.startsWith(`/${line}/`)).map(({ url }) => url.host)

test('a connection without marks is given up, and if there is another host both connections move there', async () => {
  begin('wss://one', 'wss://two')
  await beats(mute + 2 * beat, ['BTCUSDT'])
  expect(hostsOf('market').slice(0, 2)).toEqual(['one', 'two'])
  expect(hostsOf('private').slice(0, 2)).toEqual(['one', 'two'])
  expect(heard).toContain('marks lost: no message for 30 s')
  await beats(10 * mute, ['BTCUSDT'], tellMark)
  expect([hostsOf('market').length, hostsOf('private').length]).toEqual([2, 2])
})

test('with only one host the account’s connection, which may rightly be silent, is kept', async () => {
  begin('wss://one')
  await beats(mute + 2 * beat, ['BTCUSDT'])
  expect(hostsOf('market').length).toBeGreaterThan(1)
  expect(hostsOf('private')).toEqual(['one'])
})

test('a connection that follows no symbol, or has just begun to, is not given up', async () => {
  begin('wss://one', 'wss://two')
  await beats(5 * mute, [])
  await beats(beat, ['BTCUSDT'])
  await beats(5 * mute, ['BTCUSDT'], tellMark)
  expect([hostsOf('market'), hostsOf('private')]).toEqual([['one'], ['one']])
  expect(heard.filter(each => each.includes('lost'))).toEqual([])
})
