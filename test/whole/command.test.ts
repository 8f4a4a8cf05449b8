import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { listeningOf } from '../listening.ts'
import { aSignal, folder, klinesFile, signalsFile } from './market.ts'
import { reportShape } from './report-shape.ts'

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** `npm start -- …` without npm, its output piped. */
function start(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const env = { ...process.env, FORCE_COLOR: undefined, ...environment }
  const child = spawn(process.execPath, ['infra/local/start.ts', ...args], { env })
  const read = { out: '', err: '' }
  child.stdout.on('data', chunk => {
    read.out += chunk
  })
  child.stderr.on('data', chunk => {
    read.err += chunk
  })
  return new Promise(resolve => child.once('close', code => resolve({ code, ...read })))
}

/** In the last of three minutes the price climbs the whole ladder. */
const minutes = klinesFile('ETHUSDT', [2600, 2601, 2630])
const signals = signalsFile('command', [
  aSignal('02:01:00', { action: 'BUY', leverage: undefined }),
  aSignal('02:01:10', { action: 'BUY', confidence: 0.5 }),
])
const json = join(folder, 'report.json')

describe('a run of the command with its output piped', () => {
  let ended: Ended
  beforeAll(async () => {
    const args = ['--klines', minutes, '--signals', signals, '--speed', 'max', '--json', json]
    ended = await start(args, { QT_DEFAULT_LEVERAGE: '10' })
  })

  test('exits 0 and complains about nothing', () => {
    expect(ended).toMatchObject({ code: 0, err: '' })
  })

  test('writes one plain, whole line for each event', () => {
    expect(stripVTControlCharacters(ended.out)).toBe(ended.out)
    const events = ended.out.split('\n').filter(line => /^\d\d:\d\d:\d\d {2}/.test(line))
    expect(events.join('\n')).toMatch(/ETHUSDT {3}long .* at .*, 10x, stop /)
    expect(events.join('\n')).toMatch(/signal BUY from xgboost rejected: low-confidence/)
    expect(ended.out).not.toContain('No application metrics')
    expect(events.join('\n')).not.toContain('…')
  })

  test.each([
    /^Signals\n {2}received 2, accepted 1, rejected:\n {2}low-confidence +1$/m,
    /^Positions\nopened +symbol +side +source +entry +exit +reason +tier +gross +fees +net +naked$/m,
    /^\S+ +ETHUSDT +long 10x +xgboost +.* end-of-data .* ms$/m,
    /^ {2}[+-]?[\d.]+ USDT {2}adverse-first\n {2}[+-]?[\d.]+ USDT {2}favourable-first\n.*path inside each candle is assumed/m,
    /^Figures\n {2}Return +[+-]\d+\.\d\d %, 10000\.00 → \d+\.\d\d USDT$/m,
    /^ {2}These signals (win|lose) .* of margin per trade after fees;/m,
    /^Emergency closes +0$/m,
    /^Ticks +(\d+) of \1 done, 0 missed$/m,
    /^Request weight per minute +[\d.]+ on average, [\d.]+ at most$/m,
    /^Orders left on the venue +0$/m,
    /^Decisions +[1-9]\d+ replayed, all equal$/m,
    /^Promises\n( {2}pass [a-z-]+ {2,}\S.{1,70}\n)+ {2}pass all of them under favourable-first too$/m,
    /^Next: npm start -- --open .*\n.* docs\/first-run\.md has more\.$/m,
  ])('sums up %s', part => {
    expect(ended.out).toMatch(part)
  })

  const reported = () => reportShape.parse(JSON.parse(readFileSync(json, 'utf8')))

  test('sums up each promise of the report, and all pass', () => {
    const lines = [...ended.out.matchAll(/^ {2}pass ([a-z-]+) {2}/gm)].map(([, name]) => name)
    const { promises } = reported()
    expect(lines).toEqual(Object.keys(promises))
    expect(Object.values(promises)).not.toContain(false)
  })

  test('QT_DEFAULT_LEVERAGE reaches the positions, and --json has the report', () => {
    const report = reported()
    expect(report.positions.map(({ symbol, leverage }) => [symbol, leverage])).toEqual([['ETHUSDT', 10]])
  })
})

test('an interrupted run beside its page listens on this machine only, ends its processes, and reports what it played', async () => {
  const part = join(folder, 'part.json')
  const html = join(folder, 'part.html')
  // Long enough for the slowest machine to serve the page.
  const hour = klinesFile('XRPUSDT', [2.4, ...Array.from({ length: 59 }, () => 2.4005)])
  const bought = signalsFile('interrupted', [aSignal('02:01:00', { symbol: 'XRPUSDT', action: 'BUY' })])
  const given = ['--klines', hour, '--signals', bought, '--json', part, '--html', html, '--page']
  const child = spawn(process.execPath, ['infra/local/start.ts', ...given])
  const closed = new Promise<number | null>(resolve => child.once('close', resolve))
  // Once a position shows, the stack is up and the lab begins; then comes the page.
  const awaited = [/^\d\d:\d\d:\d\d {2}XRPUSDT {3}long /m, /Ctrl-C ends the page\./]
  const listening: ReturnType<typeof listeningOf>[] = []
  let out = ''
  // The pipe ends with the last process that writes to it.
  child.stdout.on('data', chunk => {
    out += chunk
    while (awaited[listening.length]?.test(out))
      if (listening.push(listeningOf(child.pid ?? 0)) === awaited.length) child.kill('SIGTERM')
  })
  expect(await closed).toBe(143)
  // The ports of the table, the queues and their gates, the other services, the market, the operator and the page. The
  // lab listens nowhere.
  expect(listening.at(-1)?.length).toBe(7)
  expect(listening.flat().filter(({ beyond }) => beyond)).toEqual([])
  const { interruptedAt, positions, promises } = reportShape.parse(JSON.parse(readFileSync(part, 'utf8')))
  const minute = interruptedAt?.slice(0, 16) ?? 'none'
  expect(minute).toMatch(/^2025-02-03T02:\d\d$/)
  expect(positions).toMatchObject([{ symbol: 'XRPUSDT', reason: 'end-of-data' }])
  expect(Object.values(promises)).not.toContain(false)
  expect(out).toContain(`\nInterrupted at ${minute}`)
  expect(out).not.toContain('favourable-first')
  expect(out).toContain('The page is closed.')
  expect(readFileSync(html, 'utf8')).toContain('"Interrupted"')
})

test('a reader that closes the pipe ends the run without a complaint', async () => {
  const child = spawn(process.execPath, [
    'infra/local/start.ts',
    '--klines',
    minutes,
    '--signals',
    signals,
    '--once',
  ])
  const closed = new Promise<number | null>(resolve => child.once('close', resolve))
  let err = ''
  child.stderr.on('data', chunk => {
    err += chunk
  })
  child.stdout.destroy()
  expect(await closed).toBe(2)
  expect(err).toBe('')
})

test('--breakpoints stops market time while a function computes, and plays one path', async () => {
  const { code, out } = await start([
    '--klines',
    minutes,
    '--signals',
    signals,
    '--to',
    '2025-02-03T02:02:00Z',
    '--speed',
    'max',
    '--breakpoints',
  ])
  expect(code).toBe(0)
  // Two round trips to the venue; how long this machine computed does not count.
  expect(out).toMatch(/ end-of-data .* 100 ms$/m)
  expect(out).not.toContain('favourable-first')
})

const broken = join(folder, 'SOLUSDT-1m-2025-02-03.csv')
writeFileSync(broken, 'open_time,open,high,low,close,volume\n1738548000000,187,188,186,abc,10\n')

// Other refusals are tested in test/infra/local: plan-refused, place, times-given.
test.concurrent.each<[string, readonly string[], Readonly<Record<string, string>>, RegExp]>([
  ['a wrong setting', [], { QT_DEFAULT_LEVERAGE: '126' }, /QT_DEFAULT_LEVERAGE is "126"; allowed is/],
  [
    'a wrong file',
    ['--klines', broken],
    {},
    /SOLUSDT-1m-2025-02-03.csv, line 2: expected a number for close, got "abc"\.$/m,
  ],
  ['no folder for the report', ['--json', '/nowhere/report.json'], {}, /there is no folder \/nowhere\.$/m],
  [
    'a wrong value of an option',
    ['--speed', 'fast'],
    {},
    /--speed <n>.* Expected a number of at least 1, or max; got fast\./,
  ],
  ['an unknown option', ['--sped', '60'], {}, /unknown option '--sped'/],
])(
  '%s ends the command with code 2 and a line that says what to do',
  async (_, args, environment, message) => {
    const { code, out, err } = await start(args, environment)
    expect(err).toMatch(message)
    expect(err).not.toMatch(/^ +at /m)
    expect(code).toBe(2)
    expect(out).toBe('')
  },
)
