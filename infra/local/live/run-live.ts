import { createState } from '#table/state.ts'
import { createObserver } from '../audit/observed.ts'
import { eventLine } from '../play/show/event-line.ts'
import type { Screen } from '../play/show/screen.ts'
import { followPositions } from '../play/table.ts'
import { exportsOf } from '../runner/told-exports.ts'
import { holdLiveStack, type LiveOptions, type LiveStack } from './live-stack.ts'

export interface RunLiveOptions extends Omit<LiveOptions, 'tell' | 'onLog'> {
  readonly screen: Screen
}

/** A run at today's prices that is shown. */
export interface LiveRun extends LiveStack {
  /** Ends it, and says how its promises were kept. */
  end(): Promise<void>
}

/** Starts it and shows it: what happens, and below that what is open. */
export async function runLive({ screen, ...options }: RunLiveOptions): Promise<LiveRun> {
  const observer = createObserver()
  const live = await holdLiveStack({
    ...options,
    tell: screen.note,
    onLog: (_, line) => {
      const parsed = observer.readLine(line)
      const shown = parsed && eventLine(parsed)
      if (shown) screen.note(shown)
    },
  })
  const { stack, configuration, prices, webhook } = live
  const { clock, documents, table } = stack
  const unfollow = followPositions({
    ...{ clock, screen, marks: prices.marks },
    state: createState({ documents, table, clock }),
    intervalMs: configuration.checkIntervalSeconds * 1000,
  })
  screen.note(
    `Trades on paper at today's prices until Ctrl-C. Connection: ${options.file}; npm run -s qt -- positions --local`,
  )
  if (webhook) screen.note(`It takes signals at ${webhook.url}SOURCE, as this one:\n  ${webhook.curl}`)
  screen.note(`Programs send signals to its queue with these:\n${exportsOf(live)}`)
  return {
    ...live,
    async end() {
      unfollow()
      await live.close()
    },
  }
}
