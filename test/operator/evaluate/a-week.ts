import { figuresOf } from '#figures/figures.ts'
import type { ClosedTrade } from '#figures/trade.ts'
import type { Verdict as SignalVerdict } from '#ports/state.ts'
import type { Evidence, Minute, Pair } from '../../../infra/operator/evaluate/evidence.ts'
import { readTerms } from '../../../infra/operator/evaluate/read-terms.ts'
import { aTrade, dayMs, start } from '../../figures/builders.ts'

export { dayMs, start }
export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
/** A second after a whole week. */
export const now = start + 7 * dayMs + 1_000

/** The presets: a file beside the environments is this machine's own. */
export const { terms } = readTerms(new URL('./no-terms.json', import.meta.url).pathname)

/** Looks every ten seconds, or as often as given, in each minute of a time. */
export const looks = (from: number, to: number, each = 6): readonly Minute[] =>
  Array.from({ length: Math.ceil((to - from) / minuteMs) }, (_, index) => ({
    at: from + index * minuteMs,
    value: each,
  }))

/** The week's figures for trades with these results, one every four hours. */
export const figures = (
  nets: readonly string[],
  change: Partial<ClosedTrade> = {},
  startingBalance?: string,
) => {
  const trades = nets.map((net, index) => {
    const openedAt = start + index * 4 * hourMs
    return aTrade(net, { openedAt, closedAt: openedAt + hourMs, ...change })
  })
  const balance = startingBalance !== undefined && { startingBalance }
  return figuresOf({ from: start, to: now, trades, refused: [], ...balance })
}

/** This many trades, mostly won or, with the other sign, mostly lost. */
export const nets = (count: number, sign: '' | '-' = '') =>
  Array.from({ length: count }, (_, index) => {
    const isOther = index % 4 === 3
    const sign2 = sign === '-' ? !isOther : isOther
    return `${sign2 ? '-' : ''}${isOther ? 2 : 5}`
  })

export const aVerdict = (index: number, change: Partial<SignalVerdict> = {}): SignalVerdict => ({
  ...{ signalId: `tft#${index}`, messageId: `m${index}`, message: '{}', messageHash: 'hash' },
  verdict: 'accepted',
  at: start + index * hourMs,
  ...change,
})

export const verdicts = (count: number, change: Partial<SignalVerdict> = {}) =>
  Array.from({ length: count }, (_, index) => aVerdict(index, change))

export const pairs = (count: number, change: Partial<Pair> = {}): readonly Pair[] =>
  Array.from({ length: count }, (_, index) => ({
    ...{ signalId: `tft#${index}`, entryBehind: '0.0001', resultBehind: '0.0002' },
    ...change,
  }))

/** A flawless week on live, or one with a change. */
export const aWeek = (change: Partial<Evidence> = {}): Evidence => ({
  ...{ now, venue: 'live', release: '0.1.0', since: start, from: start, intervalSeconds: 10 },
  measured: aMeasure(),
  alarms: { known: 42, on: [], fired: [] },
  shown: { unprotected: [], ordersLeft: [] },
  positions: [],
  unknown: [],
  verdicts: verdicts(50),
  figures: figures(nets(40), {}, '1000'),
  income: [],
  rehearsal: { file: 'rehearsal.jsonl', verdict: 'passed', release: '0.1.0', at: now - dayMs },
  stake: { maxPositions: 1, maxMarginPerTrade: '20' },
  pairs: pairs(12),
  ...change,
})

export const aMeasure = (change: Partial<Evidence['measured']> = {}): Evidence['measured'] => ({
  ticks: looks(start, now),
  uncovered: [],
  ...{ invariantsBroken: 0, stopsMovedNaked: 0, ordersSwept: 0, entriesFailed: 0, signalsInvalid: 0 },
  longestNakedMs: 300,
  ...change,
})
