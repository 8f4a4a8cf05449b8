import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, describe, expect, test } from 'vitest'
import { parseSignal } from '#signals/parse-signal.ts'
import { parseRule } from '#strategy/rule.ts'
import { withMarketAndSignals } from '../../../infra/local/options.ts'
import { type PlanOptions, readPlan } from '../../../infra/local/play/plan.ts'
import { readSignalLines } from '../../../infra/local/play/signal-lines.ts'
import { type SignalsOptions, signalsCommand, writeSignals } from '../../../infra/local/play/write-signals.ts'

const folder = mkdtempSync(join(tmpdir(), 'signals-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The two shipped hours: 00:50 to 02:50. */
const sample = 'infra/local/sample'
const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, ['infra/local/signals.ts', ...args], { encoding: 'utf8' })

const quietly = (command: Command) => command.exitOverride().configureOutput({ writeErr: () => {} })

/** What it writes, in this process; throws the message with which it would exit. */
function written(...args: readonly string[]) {
  const options = quietly(signalsCommand()).parse(args, { from: 'user' }).opts<SignalsOptions>()
  const said = { stdout: '', stderr: '' }
  writeSignals(options, {
    output: text => {
      said.stdout += text
    },
    remark: text => {
      said.stderr += text
    },
  })
  return said
}

/** The signals of a file as the gate understands them, each when `npm start` delivers it. */
const understood = (file: string) =>
  readSignalLines(file, 0).map(({ body, at }) => {
    const parsed = parseSignal(body, at, { sources: {} })
    if (!parsed.valid) throw new Error(parsed.problems.join('\n'))
    return { ...parsed.signal, arrivesAt: at }
  })

describe('the signals command’s output for the shipped crash', () => {
  const out = join(folder, 'rsi.jsonl')
  const made = run('--klines', sample, '--rule', 'rsi:7,30,70', '--out', out)
  const signals = understood(out)

  test('has signals that the gate understands, in order, each at its candle’s close', () => {
    expect({ status: made.status, stdout: made.stdout }).toEqual({ status: 0, stdout: '' })
    expect(signals.length).toBeGreaterThan(8)
    expect(new Set(signals.map(({ id }) => id)).size).toBe(signals.length)
    expect(signals.map(({ at }) => at)).toEqual(signals.map(({ arrivesAt }) => arrivesAt))
    expect(signals.filter(({ at }) => at % 60_000 !== 0)).toEqual([])
    expect(new Set(signals.map(({ source }) => source))).toEqual(new Set(['rule_fallback_rsi']))
    expect(new Set(signals.map(({ action }) => action))).toEqual(new Set(['BUY', 'SELL']))
    expect(new Set(signals.map(({ symbol }) => symbol)).size).toBe(4)
  })

  test('is counted by symbol', () => {
    expect(made.stderr).toMatch(
      /^ETHUSDT: rsi:7,30,70 gives \d+ signals? \(\d+ BUY, \d+ SELL\); it could have spoken after 50 of 120 candles of 1m$/m,
    )
    expect(made.stderr).toContain(`${signals.length} signals written to ${out}.`)
  })

  test('is a coin’s with --coin: as many per symbol, with its seed, reproducible', () => {
    const coin = join(folder, 'coin.jsonl')
    const tossed = written('--klines', sample, '--rule', 'rsi:7,30,70', '--coin', '42', '--out', coin)
    const bySymbol = (all: ReturnType<typeof understood>) => all.map(({ symbol }) => symbol).toSorted()
    expect(tossed.stderr).toContain('with seed 42')
    expect(bySymbol(understood(coin))).toEqual(bySymbol(signals))
    expect(new Set(understood(coin).map(({ source }) => source))).toEqual(new Set(['coin_toss']))
    expect(run('--klines', sample, '--rule', 'rsi:7,30,70', '--coin', '42').stdout).toBe(
      readFileSync(coin, 'utf8'),
    )
  })

  test('is the same within --from and --to', () => {
    const [from, to] = ['2025-02-03T02:05:00Z', '2025-02-03T02:30:00Z']
    const part = join(folder, 'part.jsonl')
    written('--klines', sample, '--rule', 'rsi:7,30,70', '--from', from, '--to', to, '--out', part)
    const inside = signals.filter(({ at }) => at >= Date.parse(from) && at <= Date.parse(to))
    expect(inside.length).toBeGreaterThan(3)
    expect(understood(part)).toEqual(inside)
  })
})

test('if there are too few candles, the signals command says how many the rule needs', () => {
  const { stderr, stdout } = written('--klines', sample, '--rule', 'rsi:14,30,70')
  expect(stdout).toBe('')
  expect(stderr).toMatch(
    /XRPUSDT: .* 0 signals .*\n {2}It needs 140 candles in a row before its first signal\./,
  )
})

const unknownRule = ['--klines', sample, '--rule', 'rsi:1,30,70']
const noKlines = ['--klines', 'nowhere', '--rule', 'rsi:7,30,70']
const aSeed = ['--klines', sample, '--rule', 'rsi:7,30,70', '--coin', 'x']
const noFolder = ['--klines', sample, '--rule', 'rsi:7,30,70', '--out', 'nowhere/rsi.jsonl']

test.each([
  ['a rule it does not know', unknownRule, 'expected a period of 2 to 100'],
  ['a seed that is none', aSeed, 'Expected a seed, a whole number'],
  ['klines that are not there', noKlines, 'nowhere: no such file'],
  ['a folder that is not there', noFolder, 'there is no folder nowhere'],
])('the signals command rejects %s', (_, args, problem) => {
  expect(() => written(...args)).toThrow(problem)
})

test.each([
  ['an option', unknownRule, 'expected a period of 2 to 100'],
  ['a file', noKlines, 'nowhere: no such file'],
])('the signals command’s process ends with code 2 and says why if %s is wrong', (_, args, problem) => {
  const { stderr, stdout, status } = run(...args)
  expect({ status, stdout, told: stderr.includes(problem), stderr }).toMatchObject({
    status: 2,
    stdout: '',
    told: true,
  })
})

describe('npm start with a rule', () => {
  const plan = (options: Partial<PlanOptions>) =>
    readPlan({ klines: [sample], funding: [], path: 'adverse-first', environment: {}, ...options })
  const rule = parseRule('rsi:7,30,70')

  test('plays the signals that the command would write', () => {
    const out = join(folder, 'whole.jsonl')
    written('--klines', sample, '--rule', 'rsi:7,30,70', '--out', out)
    const from = Date.parse('2025-02-03T02:05:00Z')
    const [read, made] = [plan({ signals: out, from }), plan({ rule, from })]
    expect(made.signals.length).toBeGreaterThan(8)
    expect(made.signals).toEqual(read.signals)
    expect(made.told).toEqual(
      expect.arrayContaining([expect.stringContaining('DOGEUSDT: rsi:7,30,70 gives')]),
    )
    expect(read.told).toEqual([])
  })

  test('shows a coin’s seed, and rejects a coin without a rule', () => {
    expect(plan({ rule, coin: 42 }).told.at(-1)).toContain('seed 42')
    expect(() => plan({ coin: 42 })).toThrow('give --rule too')
  })

  test('rejects a file of signals beside it', () => {
    const args = ['--rule', 'rsi:7,30,70', '--signals', 'mine.jsonl']
    const parse = () => quietly(withMarketAndSignals(new Command())).parse(args, { from: 'user' })
    expect(parse).toThrow("option '--rule <rule>' cannot be used with option '--signals <file>'")
  })
})
