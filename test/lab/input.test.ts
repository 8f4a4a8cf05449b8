import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { readInput } from '../../infra/lab/input.ts'
import { pathsOf } from '../../infra/lab/paths.ts'
import type { PlanOptions } from '../../infra/local/play/plan.ts'

const folder = mkdtempSync(join(tmpdir(), 'quantum-trader-lab-'))
const sample = fileURLToPath(new URL('../../infra/local/sample', import.meta.url))
let files = 0

/** A file with these lines; each in a folder of its own, because klines are known by their names. */
function file(name: string, ...lines: readonly string[]): string {
  const path = join(folder, `${++files}-${name}`)
  writeFileSync(path, lines.map(line => `${line}\n`).join(''))
  return path
}
function klines(symbol: string, ...lines: readonly string[]): string {
  const path = join(mkdtempSync(join(folder, 'klines-')), `${symbol}-1m-2025-02-03.csv`)
  writeFileSync(path, `open_time,open,high,low,close,volume\n${lines.join('\n')}\n`)
  return path
}

const midnight = Date.parse('2025-02-03T00:00:00Z')
const candle = (minute: number) => `${midnight + minute * 60_000},100,101,99,100,5`
const read = (options: Partial<PlanOptions>) =>
  readInput({
    klines: [sample],
    funding: [],
    columns: {},
    path: 'adverse-first',
    environment: {},
    ...options,
  })
const header = 'time,pair,side,score'

describe('an input that cannot be played', () => {
  test.each<[string, () => Partial<PlanOptions>, RegExp]>([
    [
      'a file that is not there',
      () => ({ signals: '/nowhere/s.jsonl' }),
      /s.jsonl: expected a file of signals/,
    ],
    ['a table that is not there', () => ({ signals: '/nowhere/s.csv' }), /s.csv: expected a file of signals/],
    [
      'a CSV without a column that is needed',
      () => ({ signals: file('s.csv', 'time,side', '1738544460000,BUY') }),
      /line 1: expected a column for symbol, named symbol, ticker, pair, .* or given as --columns symbol=NAME, got time, side/,
    ],
    [
      'a column that is not there',
      () => ({ signals: file('s.csv', header, '1738544460,ETHUSDT,BUY,1'), columns: { action: 'what' } }),
      /line 1: expected a column for action, named what, got time, pair, side, score/,
    ],
    [
      'a time that is none',
      () => ({
        signals: file('s.csv', header, '2025-02-03T01:01:00Z,ETHUSDT,BUY,0.9', 'tomorrow,ETHUSDT,BUY,0.9'),
      }),
      /line 3: expected a time like .* in column time, got "tomorrow"/,
    ],
    [
      'an action that is none',
      () => ({ signals: file('s.csv', header, '2025-02-03T01:01:00Z,ETHUSDT,MOON,0.9') }),
      /line 2: expected one of .*buy, long, .* in column side, got "MOON"/,
    ],
    [
      'a confidence that is no number',
      () => ({ signals: file('s.csv', header, '2025-02-03T01:01:00Z,ETHUSDT,BUY,high') }),
      /line 2: expected a number in column score, got "high"/,
    ],
    ...['2025-02-30 01:01:00', '2025-2-3', '2025-02-03T01:01:00+1', '2025-02'].map(
      (time): [string, () => Partial<PlanOptions>, RegExp] => [
        `the time ${time}`,
        () => ({ signals: file('s.csv', header, `${time},ETHUSDT,BUY,0.9`) }),
        /line 2: expected a time like/,
      ],
    ),
    [
      'two columns of one name',
      () => ({
        signals: file(
          's.csv',
          'time,pair,side,Time',
          '2025-02-03T01:01:00Z,ETHUSDT,BUY,2025-02-03T02:01:00Z',
        ),
      }),
      /line 1: expected one column named time for timestamp, got 2/,
    ],
    [
      'a CSV of semicolons',
      () => ({ signals: file('s.csv', 'time;pair;side', '2025-02-03T01:01:00Z;ETHUSDT;BUY') }),
      /line 1: expected columns separated by commas, got "time;pair;side"/,
    ],
    [
      'columns of what is no table',
      () => ({ signals: join(sample, 'signals.jsonl'), columns: { action: 'what' } }),
      /--columns names the columns of a .csv/,
    ],
    [
      'a coin without a rule',
      () => ({ signals: join(sample, 'signals.jsonl'), coin: 1 }),
      /--coin .* give --rule too/,
    ],
    ['a CSV of numbers', () => ({ signals: file('s.csv', '1738544460,2,3') }), /line 1: expected a header/],
    ['an empty CSV', () => ({ signals: file('s.csv') }), /found an empty file/],
    [
      'an empty file of JSON',
      () => ({ signals: file('s.jsonl') }),
      /expected signals, one JSON object a line, found an empty file/,
    ],
    [
      'signals of another time',
      () => ({ signals: file('s.csv', header, '2024-02-03T01:01:00Z,ETHUSDT,BUY,0.9') }),
      /none of its 1 signals lies between 2025-02-03T00:50 and 2025-02-03T02:49/,
    ],
    [
      'klines out of order',
      () => ({ klines: [klines('ETHUSDT', candle(1), candle(0))] }),
      /line 3: expected an open time after the line before/,
    ],
    [
      'klines that are there twice',
      () => ({ klines: [klines('ETHUSDT', candle(0)), klines('ETHUSDT', candle(0))] }),
      /is also covered by .* Give each stretch of ETHUSDT once/,
    ],
    [
      'rules that are none of Binance’s bodies',
      () => ({ rules: [file('rules.json', '{"symbols": 3}')] }),
      /rules\.json: expected Binance's body of exchangeInfo, .*, got \{"symbols":3\}/,
    ],
    [
      'a table of signals whose name does not say so',
      () => ({ signals: file('s.txt', header, '2025-02-03T01:01:00Z,ETHUSDT,BUY,0.9') }),
      /expected signals, one JSON object a line, got "time,pair,side,score"\. For a table .* must end in \.csv\.$/,
    ],
  ])('is an error before anything runs: %s', (_, options, message) => {
    expect(() => read(options())).toThrow(message)
  })
})

describe('a CSV of signals', () => {
  test('is read by the usual names of its columns, in the order of its times', () => {
    const signals = file(
      'mine.csv',
      'Date,Ticker,Direction,Strategy',
      '2025-02-03 01:02:00,SOL/USDT,short,rsi',
      '2025-02-03 01:01:00,ETHUSDT,long,',
      '2025-02-04 01:01:00,ETHUSDT,exit,rsi',
    )
    const { plan, remarks } = read({ signals })
    expect(plan.signals.map(({ body }) => JSON.parse(body))).toEqual([
      {
        symbol: 'ETHUSDT',
        action: 'BUY',
        confidence: 1,
        source: `${files}-mine`,
        timestamp: midnight + 3_660_000,
      },
      { symbol: 'SOLUSDT', action: 'SELL', confidence: 1, source: 'rsi', timestamp: midnight + 3_720_000 },
    ])
    expect(remarks).toEqual([
      'Signals: timestamp from date, symbol from ticker, action from direction, source from strategy.',
      '1 of 3 signals are outside the time of the klines, and left out.',
    ])
  })

  test('is understood in the formats of spreadsheets, exchanges and file systems', () => {
    const signals = file(
      'my signals (1).csv',
      '\u{feff}"time","pair","side"\r',
      '"2025-02-03 03:01:00+02:00","SOL/USDT:USDT","short"\r',
      '1738544520,ETH-USDT,1\r',
      '2025-02-03 02:02:30+01,BINANCE:ETHUSDT.P,enter_long\r',
      '1738544580000,XRP_USDT,-1\r',
    )
    const { plan, remarks } = read({ signals })
    expect(plan.signals.map(({ body }) => JSON.parse(body))).toMatchObject([
      { symbol: 'SOLUSDT', action: 'SELL', timestamp: midnight + 3_660_000 },
      { symbol: 'ETHUSDT', action: 'BUY', timestamp: midnight + 3_720_000 },
      { symbol: 'ETHUSDT', action: 'BUY', timestamp: midnight + 3_750_000 },
      { symbol: 'XRPUSDT', action: 'SELL', timestamp: midnight + 3_780_000 },
    ])
    expect(JSON.parse(plan.signals[0]?.body ?? '').source).toMatch(/^\d+-my-signals-1-$/)
    expect(remarks).toEqual(['Signals: timestamp from time, symbol from pair, action from side.'])
  })

  test('may have any column names', () => {
    const signals = file('s.csv', 'when,what,which', '1738544460,sell,ETHUSDT')
    const columns = { timestamp: 'when', action: 'what', symbol: 'which' }
    const [signal] = read({ signals, columns }).plan.signals
    expect(JSON.parse(signal?.body ?? '')).toMatchObject({ symbol: 'ETHUSDT', action: 'SELL' })
  })
})

test('a JSON list of signals is read like single objects; a broken line arrives like the good ones', () => {
  const signal = { symbol: 'ETHUSDT', action: 'BUY', source: 'x', timestamp: '2025-02-03T01:01:00Z' }
  const list = JSON.stringify([signal, { ...signal, symbol: 'SOLUSDT' }], undefined, 2)
  const bodies = (signals: string) => read({ signals }).plan.signals.map(({ body }) => body)
  expect(bodies(file('s.json', list)).map(body => JSON.parse(body).symbol)).toEqual(['ETHUSDT', 'SOLUSDT'])
  expect(bodies(file('s.jsonl', JSON.stringify(signal), '{"symbol":'))).toContain('{"symbol":')
})

test('the lab warns of rules without any played symbol', () => {
  const rules = file('funding.json', JSON.stringify([{ symbol: 'BTCUSDT', fundingIntervalHours: 4 }]))
  expect(read({ rules: [rules] }).remarks).toContain(
    `--rules ${rules}: names none of DOGEUSDT, ETHUSDT, SOLUSDT, XRPUSDT, so it changes nothing.`,
  )
})

test('the lab warns of gaps in klines, and of signals for symbols without klines', () => {
  const signals = file(
    's.csv',
    header,
    '2025-02-03T00:01:00Z,ETHUSDT,BUY,1',
    '2025-02-03T00:01:00Z,XRPUSDT,BUY,1',
  )
  const data = [klines('ETHUSDT', candle(0), candle(1), candle(4), candle(5), candle(7))]
  expect(read({ klines: data, signals }).remarks.slice(1)).toEqual([
    'XRPUSDT: 1 signal but no klines: it will be rejected.',
    'ETHUSDT: 2 gaps, 3 minutes in all, the longest from 2025-02-03T00:02 to 2025-02-03T00:04; the price stays the same in them.',
  ])
})

test('the lab warns of signals that the gate will reject as invalid, and still plays them', () => {
  const said = {
    symbol: 'ETHUSDT',
    action: 'BUY',
    confidence: 1,
    source: 's',
    timestamp: '2025-02-03T01:01:00Z',
  }
  const lines = [said, { ...said, confidence: 85 }, [said]].map(line => JSON.stringify(line))
  const { plan, remarks } = read({ signals: file('s.jsonl', ...lines, '{"symbol":"ETH') })
  expect(plan.signals).toHaveLength(4)
  expect(remarks).toEqual([
    '3 signals are invalid and will be rejected; the first: confidence: expected a number from 0 to 1, got 85',
  ])
})

test('a symbol with a slash uses the klines of Binance’s name, and a byte order mark hides no signal', () => {
  const line = (symbol: string) =>
    JSON.stringify({
      ...{ symbol, action: 'BUY', confidence: 1, source: 's' },
      timestamp: '2025-02-03T01:01:00Z',
    })
  const signals = file('s.jsonl', `\u{feff}${line('ETH/USDT')}`, line('SOL/USDT:USDT'), line('LUNA/USDT'))
  expect(read({ signals }).remarks).toEqual(['LUNAUSDT: 1 signal but no klines: it will be rejected.'])
})

test('paths are both orders, one of them, or any number of coins', () => {
  expect(pathsOf('both')).toEqual(['adverse-first', 'favourable-first'])
  expect(pathsOf('favourable-first')).toEqual(['favourable-first'])
  expect(pathsOf('random:3')).toEqual(['random:1', 'random:2', 'random:3'])
  expect(() => pathsOf('random:0')).toThrow(/random:N with N from 1 to 1000/)
})
