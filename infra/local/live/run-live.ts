import { createState } from '#table/state.ts'
import { replayDecisions } from '../audit/decisions.ts'
import { createObserver } from '../audit/observed.ts'
import { type Records, readRecords } from '../audit/records.ts'
import { eventIndent } from '../play/show/event-line.ts'
import { eventLines } from '../play/show/event-lines.ts'
import type { Screen } from '../play/show/screen.ts'
import { followPositions } from '../play/table.ts'
import { wayIn } from '../runner/local-webhook.ts'
import { exportsOf } from '../runner/told-exports.ts'
import { systemWall } from '../runner/wall-pacer.ts'
import { createAwake } from './awake.ts'
import { readBooks } from './books.ts'
import { holdLiveStack, type LiveOptions, type LiveStack } from './live-stack.ts'
import { judgeRun } from './run-verdict.ts'
import { type Told, verdictText, wentWell } from './verdict-text.ts'

export interface RunLiveOptions extends Omit<LiveOptions, 'tell' | 'onLog' | 'onAnswer' | 'onLeap'> {
  readonly screen: Screen
}

/** A run at today's prices, shown on the screen. */
export interface LiveRun extends LiveStack {
  /** Its verdict up to now. */
  verdict(): Promise<Told>
  /** Ends it once, and shows the verdict; false if a promise broke or the last changes are not saved. */
  end(): Promise<boolean>
}

/** Starts it and shows it: events, and below them the open positions. */
export async function runLive({ screen, ...options }: RunLiveOptions): Promise<LiveRun> {
  const { wall = systemWall } = options
  const observer = createObserver()
  const linesOf = eventLines()
  const leaps: (readonly [from: number, to: number])[] = []
  const live = await holdLiveStack({
    ...options,
    tell: screen.note,
    onLog: (_, line) => {
      const parsed = observer.readLine(line)
      for (const shown of parsed ? linesOf(parsed) : []) screen.note(shown, eventIndent)
    },
    onAnswer: (_, answer) => observer.noteAnswer(answer, wall.now()),
    onLeap: (from, to) => leaps.push([from, to]),
  })
  const { stack, configuration, prices } = live
  const { clock, documents, table } = stack
  const startedAt = clock.now()
  const intervalMs = configuration.checkIntervalSeconds * 1000
  const state = createState({ documents, table, clock })
  const unfollow = followPositions({ clock, screen, state, intervalMs, marks: prices.marks })
  const open = Object.keys((await state.account.read()).item.slots)
  if (open.length > 0) screen.note(`Open positions continue: ${open.join(', ')}.`)
  sayHowToUseIt(live, options.file, screen)

  async function verdict(): Promise<Told> {
    const at = clock.now()
    const awake = createAwake(startedAt, intervalMs)
    for (const leap of leaps) awake.slept(...leap)
    const records = since(startedAt, await readRecords(documents, table))
    const ledgers = await readBooks(stack, records.positions, startedAt)
    const spans = awake.spans(at)
    const outages = prices.outages()
    return {
      ranMs: at - startedAt,
      awayMs: outages.reduce((sum, { from, to }) => sum + to - from, 0),
      sleptMs: leaps.reduce((sum, [from, to]) => sum + to - from, 0),
      positions: records.positions,
      breaches: judgeRun({ ledgers, records, observed: observer, intervalMs, startedAt, spans, outages }),
      decisions: replayDecisions(records),
      access: await stack.judged(),
    }
  }
  async function sayAndClose(): Promise<boolean> {
    unfollow()
    // All reports of the end are of the same instant, which is also the last one saved.
    clock.hold()
    let isSaved = false
    let isWell = false
    try {
      const told = await verdict()
      screen.end(verdictText(told))
      isWell = wentWell(told)
    } finally {
      isSaved = await live.close()
    }
    return isWell && isSaved
  }
  let ending: Promise<boolean> | undefined
  return {
    ...live,
    verdict,
    end() {
      ending ??= sayAndClose()
      return ending
    },
  }
}

function sayHowToUseIt(live: LiveStack, file: string, screen: Screen): void {
  const { webhook } = live
  screen.note(
    `Trades on paper at today's prices; Ctrl-C ends it, and the next start continues it. Connection: ${file}; npm run -s qt -- positions --local`,
  )
  if (webhook) screen.note(wayIn(webhook))
  screen.note(`For programs that send signals to its queue:\n${exportsOf(live)}`)
}

/** Positions that changed after a time, positions closed before it but found closed after, and the signals since. */
function since(at: number, { positions, verdicts, journals }: Records): Records {
  const own = positions.filter(
    ({ id, closedAt = Number.POSITIVE_INFINITY }) =>
      closedAt > at || (journals.get(id)?.at(-1)?.at ?? Number.NEGATIVE_INFINITY) > at,
  )
  return { positions: own, verdicts: verdicts.filter(verdict => verdict.at > at), journals }
}
