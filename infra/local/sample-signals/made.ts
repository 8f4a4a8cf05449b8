import { fromPastPrices, type SampleLine } from './sources.ts'

/** What a desk sends by the clock, whatever prices do: chosen without regard to its results. */
const timetable = [
  { at: '01:05:00', symbol: 'SOLUSDT', action: 'HOLD', confidence: 0.9 },
  { at: '01:10:00', symbol: 'LUNAUSDT', action: 'BUY', confidence: 0.9 },
  ...['DOGEUSDT', 'ETHUSDT', 'SOLUSDT', 'XRPUSDT'].map(symbol => ({
    ...{ at: '02:45:00', symbol, action: 'CLOSE' },
  })),
]

/** Signals, counted from 0, with trouble on their way. */
const trouble = { comesTwice: 1, comesLate: 20, comesCutFirst: 30 }
const lateByMs = 600_000

/** The lines of the sample's signals, in order of arrival. */
export function sampleSignals(): readonly string[] {
  const lines = [...fromPastPrices(), ...timetable.map(fromDesk)].sort((a, b) => a.at - b.at)
  return lines
    .flatMap((line, index) => arrivals(line, index))
    .sort((a, b) => a.at - b.at)
    .map(({ body }) => body)
}

function fromDesk({ at: time, ...said }: (typeof timetable)[number]): SampleLine {
  const timestamp = `2025-02-03T${time}.000Z`
  return { at: Date.parse(timestamp), body: JSON.stringify({ ...said, source: 'desk', timestamp }) }
}

/** A queue may deliver late and more than once; a producer may be cut off in the middle of a line. */
function arrivals(line: SampleLine, index: number): readonly SampleLine[] {
  const { body, at } = line
  switch (index) {
    case trouble.comesTwice:
      return [line, line]
    case trouble.comesLate:
      return [{ body, at: at + lateByMs }]
    case trouble.comesCutFirst:
      return [{ body: body.slice(0, body.length / 2), at }, line]
    default:
      return [line]
  }
}
