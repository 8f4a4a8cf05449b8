import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseSignal } from '#signals/parse-signal.ts'
import { readSignalTable } from '../../infra/local/play/signal-table.ts'
import { now } from '../domain/builders.ts'

const page = readFileSync(new URL('../../docs/signals.md', import.meta.url), 'utf8')
/** The blocks of a section, by their language. */
function blocks(section: string, language: string): readonly string[] {
  const text = page.split(/^## /m).find(each => each.startsWith(section)) ?? ''
  return [...text.matchAll(/```(\w+)\n(.*?)```/gs)].flatMap(([, name, block = '']) =>
    name === language ? [block] : [],
  )
}
const filled = (block: string, said: Readonly<Record<string, string>>) =>
  block.replaceAll(/\{\{([\w.]+)\}\}|\{(\w+)\}/g, (whole, one, other) => said[one ?? other] ?? whole)

const sources = { 'tv-eth': { confidence: '0.8' }, bot: { confidence: '0.8' } }
const iso = new Date(now - 1_000).toISOString()
function understood(message: string) {
  const parsed = parseSignal(message, now, { sources })
  if (!parsed.valid) throw new Error(parsed.problems.join('; '))
  const { symbol, action, source: said } = parsed.signal
  return { shape: parsed.shape, symbol, action, source: said, unread: parsed.unread }
}

describe('every message in docs/signals.md is valid', () => {
  const chart = { exchange: 'BINANCE', ticker: 'ETHUSDT.P', timenow: iso }
  const [strategy = '', indicator = ''] = blocks('TradingView', 'json')

  test.each([
    ['buy', 'long', 'flat', 'BUY'],
    ['sell', 'short', 'long', 'SELL'],
    ['sell', 'flat', 'long', 'CLOSE'],
  ])('as the alert of a strategy that did %s and is %s', (order, position, before, action) => {
    const message = filled(strategy, {
      ...chart,
      'strategy.order.action': order,
      'strategy.market_position': position,
      'strategy.prev_market_position': before,
    })
    const expected = { shape: 'tradingview', symbol: 'ETHUSDT', action, source: 'tv-eth', unread: [] }
    expect(understood(message)).toEqual(expected)
  })

  test('as the alert of an indicator', () => {
    expect(understood(filled(indicator, chart))).toMatchObject({
      symbol: 'ETHUSDT',
      action: 'BUY',
      unread: [],
    })
  })

  test.each([
    ['entry', 'Long', 'BUY'],
    ['entry', 'Short', 'SELL'],
    ['exit', 'Long', 'CLOSE'],
  ] as const)('as freqtrade’s %s of a %s', (kind, direction, action) => {
    const { webhook } = JSON.parse(blocks('freqtrade', 'json')[0] ?? '{}')
    const trade = { trade_id: '7', pair: 'ETH/USDT:USDT', direction, open_date: iso, close_date: iso }
    const message = filled(JSON.stringify(webhook[kind]), {
      ...trade,
      sub_trade: 'False',
      is_final_exit: 'True',
    })
    expect(understood(message)).toMatchObject({
      shape: 'freqtrade',
      symbol: 'ETHUSDT',
      action,
      source: 'bot',
    })
  })

  const ours = { shape: 'own', symbol: 'ETHUSDT', action: 'BUY', source: 'my-model', unread: [] }

  test('as the Python program sends it', () => {
    const [, dict = ''] = /^signal = (\{.*?^\})/ms.exec(blocks('From a program', 'python')[0] ?? '') ?? []
    const message = dict.replace(/datetime\..*isoformat\(\)/, JSON.stringify(iso)).replace(/,\s*\}/, '}')
    expect(understood(message)).toEqual(ours)
  })

  test('as the TypeScript program sends it', () => {
    const [, object = ''] = /^const signal = (\{.*?^\})/ms.exec(blocks('From a program', 'ts')[0] ?? '') ?? []
    const message = object
      .replace(/new Date\(\)\.toISOString\(\)/, `'${iso}'`)
      .replaceAll(/^ +(\w+): /gm, '"$1": ')
      .replaceAll("'", '"')
      .replace(/,\s*\}/, '}')
    expect(understood(message)).toEqual(ours)
  })

  test('as curl posts it, to the address that names the source', () => {
    const curl = blocks('From a program', 'sh').find(block => block.startsWith('curl')) ?? ''
    const [, message = ''] = /-d '(.*)'$/m.exec(curl) ?? []
    const posted = message.replace(`'"$(date +%s000)"'`, String(now - 1_000))
    // As the webhook queues it.
    expect(understood(JSON.stringify({ ...JSON.parse(posted), source: 'my-model' }))).toEqual(ours)
  })

  test('as a CSV that the lab plays', () => {
    const [csv = ''] = blocks('From a program', 'csv')
    const file = join(mkdtempSync(join(tmpdir(), 'signals-')), 'mine.csv')
    writeFileSync(file, csv)
    const { lines } = readSignalTable(file, {})
    rmSync(dirname(file), { recursive: true })
    expect(lines.map(({ body }) => JSON.parse(body))).toMatchObject([
      { symbol: 'ETHUSDT', action: 'BUY', source: 'my-model' },
      { symbol: 'ETHUSDT', action: 'CLOSE', source: 'my-model' },
    ])
  })
})
