import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { paces } from '#domain/latency.ts'
import { loadConfiguration } from '#settings/configuration.ts'
import { lifted } from '../../infra/lab/missed/lifted.ts'
import { type FoundOut, mostMissed, playMissed, withMissed } from '../../infra/lab/missed/missed.ts'
import { missedRemarks, missedText } from '../../infra/lab/missed/telling.ts'
import { type PlayedInLab, playInLab } from '../../infra/lab/play-lab.ts'
import { openPlan, type Plan } from '../../infra/local/play/plan.ts'
import { figuresText } from '../../infra/terminal/figures-text.ts'

const sample = fileURLToPath(new URL('../../infra/local/sample', import.meta.url))
const options = { pace: paces.usual, quota: 1_000 }
const environment = { QT_MAX_POSITIONS: '1', QT_DEFAULT_LEVERAGE: '3', QT_COOLDOWN_SECONDS: '3600' }
const at = (time: string) => Date.parse(`2025-02-03T${time}Z`)

const line = (time: string, symbol: string, action: string, confidence = 0.9) => ({
  at: at(time),
  body: JSON.stringify({ symbol, action, confidence, source: 'desk', timestamp: at(time) }),
})
const signals = [
  line('01:01:00', 'ETHUSDT', 'SELL'),
  line('01:01:30', 'ETHUSDT', 'SELL', 0.95),
  line('01:02:00', 'SOLUSDT', 'SELL'),
  line('01:03:00', 'XRPUSDT', 'BUY', 0.4),
  line('01:04:00', 'NOPEUSDT', 'BUY'),
  line('01:05:00', 'SOLUSDT', 'CLOSE'),
  line('01:06:00', 'SOLUSDT', 'HOLD'),
  line('01:07:00', 'ETHUSDT', 'CLOSE'),
  line('01:08:00', 'ETHUSDT', 'BUY'),
]
const market = { klines: [sample], funding: [], path: 'adverse-first' as const }
const window = { from: at('01:00:00'), to: at('01:12:00') }

/** The terminal's text, in one line. */
const missedWords = (of: PlayedInLab, found?: FoundOut) =>
  missedText(of, found, 1_234).replaceAll(/\s+/g, ' ')

let plan: Plan
let played: PlayedInLab
beforeAll(async () => {
  plan = openPlan({ ...market, ...window, environment }, signals)
  played = await playInLab(plan, options)
})

/** A run of these signals by themselves, beginning as long before the first as every run does. */
async function runOf(...lines: typeof signals) {
  const [first] = lines
  if (!first) throw new Error('Expected a signal to play, got none')
  const configuration = loadConfiguration(lifted(environment))
  const own = { ...plan, configuration, environment: lifted(environment), signals: lines }
  const { report } = await playInLab({ ...own, startAt: first.at - 10_000 }, options)
  return report.positions
}

describe('entries rejected for reasons of the account', () => {
  test('get the result of being played alone, closed by their own signals', async () => {
    const found = await playMissed(plan, played, { ...options, most: 10 })
    const reasons = played.records.verdicts.flatMap(({ messageId, reason = '' }) =>
      found.made.has(messageId) ? [[reason, found.made.get(messageId)]] : [],
    )
    const [again, closed, unsure, cooled] = await Promise.all([
      runOf(...signals.filter((_, index) => index === 1 || index === 7)),
      runOf(...signals.filter((_, index) => index === 2 || index === 5)),
      runOf(...signals.filter((_, index) => index === 3)),
      runOf(...signals.filter((_, index) => index === 8)),
    ])
    const ended = [again, closed, unsure, cooled].map(positions => positions.map(({ reason }) => reason))
    expect(ended).toEqual([['signal'], ['stop-hit'], ['stop-hit'], ['end-of-data']])
    expect(reasons).toEqual([
      ['already-open', again[0]?.netPnl],
      ['no-slot', closed[0]?.netPnl],
      ['low-confidence', unsure[0]?.netPnl],
      ['cooldown', cooled[0]?.netPnl],
    ])
  })

  test('are counted by reason in the figures, the text and the page', async () => {
    const found = await playMissed(plan, played, { ...options, most: 10 })
    const { report } = withMissed(played, found)
    const counted = Object.values(report.figures.missed)
    expect(counted.reduce((all, { known = 0 }) => all + known, 0)).toBe(4)
    expect(report.figures.missed['no-slot']).toMatchObject({ signals: 2, known: 1 })
    const text = stripVTControlCharacters(figuresText(report.figures, 'USDT')).replaceAll(/\s+/g, ' ')
    expect(text).toMatch(/no-slot \(2; 1 of them [+-][\d.]+\)/)
    expect(text).toMatch(/5 entries rejected: .*; 4 of them would have made [+-][\d.]+ USDT/)
    const told =
      '5 entries rejected because of the account’s state, played alone: 4 became positions, 1 rejected again (unknown-symbol).'
    expect(missedWords(played, found)).toBe(` ${told} It took 1.2 s. `)
    expect(missedRemarks(played, found)).toEqual([{ name: 'Missed', text: told }])
  })

  test('are played up to the requested number, spread over the whole time, with a note', async () => {
    const found = await playMissed(plan, played, { ...options, most: 2 })
    const symbols = played.records.verdicts.filter(({ messageId }) => found.made.has(messageId))
    expect(symbols.map(({ symbol }) => symbol)).toEqual(['ETHUSDT', 'XRPUSDT'])
    expect(missedWords(played, found)).toContain('2 of 5 entries, evenly spread, rejected')
    expect(() => mostMissed('0')).toThrow(/like 200; got 0/)
  })

  test('are played only on request, and the report says how', () => {
    expect(missedWords(played)).toContain(
      '5 entries rejected because of the account’s state: --missed plays each alone.',
    )
  })
})

test('an entry rejected by the market is rejected again, with a note', async () => {
  const tight = { ...environment, QT_MIN_STOP_TICKS: '1000' }
  const own = openPlan({ ...market, ...window, environment: tight }, [
    line('01:03:00', 'XRPUSDT', 'BUY', 0.4),
  ])
  const run = await playInLab(own, options)
  const found = await playMissed(own, run, { ...options, most: 10 })
  expect(found).toMatchObject({ refused: ['stop-too-tight'], played: 1 })
  expect(missedWords(run, found)).toContain('0 became positions, 1 rejected again (stop-too-tight)')
})

test('a signal for the other side closes as its source says, and opens nothing that counts', async () => {
  const flips = { ...environment, QT_SOURCES: JSON.stringify({ desk: { opposite: 'flip' } }) }
  const both = [
    line('01:01:00', 'SOLUSDT', 'SELL'),
    line('01:02:00', 'ETHUSDT', 'SELL'),
    line('01:04:00', 'ETHUSDT', 'BUY'),
    line('01:05:00', 'ETHUSDT', 'BUY', 0.3),
  ]
  const told = async (settings: Readonly<Record<string, string>>) => {
    const own = openPlan({ ...market, ...window, environment: settings }, both)
    const run = await playInLab(own, options)
    const { made } = await playMissed(own, run, { ...options, most: 1 })
    return [...made.values()]
  }
  const [flipped, kept] = await Promise.all([told(flips), told(environment)])
  const alone = openPlan({ ...market, ...window, environment: flips }, both.slice(1, 3))
  const { report } = await playInLab(alone, options)
  expect(report.positions.map(({ reason }) => reason)).toEqual(['flip', 'end-of-data'])
  expect(flipped).toEqual([report.positions[0]?.netPnl])
  expect(kept).not.toEqual(flipped)
})
