import { publicKlines } from '#binance/public-klines.ts'
import type { AskPaper } from '../connect/beside.ts'
import type { Connection } from '../connect/connection.ts'
import { patienceMs } from '../connect/patience.ts'
import { createActions } from './act/actions.ts'
import type { Asset } from './assets.ts'
import { candlesSource } from './follow/candles-source.ts'
import { cloudSources } from './follow/cloud-sources.ts'
import { booksSource, exchangeSource } from './follow/exchange-sources.ts'
import { createFollowing } from './follow/following.ts'
import { signalsSource } from './follow/signals-source.ts'
import { paceAt } from './follow/source.ts'
import { createSpent } from './follow/spent.ts'
import { tableSource } from './follow/table-source.ts'
import { type PageServer, servePage } from './serve/server.ts'
import type { StackShown } from './shown/now.ts'

export interface PageGiven {
  readonly connection: Connection
  /** How live asks the paper deployment beside it. */
  readonly askPaper: AskPaper | undefined
  readonly canAct: boolean
  readonly assets: readonly Asset[]
  /** The bearer that other tools send to read. */
  readonly bearer: string
  /** 0: any free port. */
  readonly port: number
  readonly onFailure: (what: string, error: unknown) => void
}

/** Serves a stack's page. Rejects if the port is taken. */
export async function openPage(given: PageGiven): Promise<PageServer> {
  const { connection, askPaper, canAct, ...served } = given
  const { stack, configuration, isCarried } = connection
  const { venue } = configuration
  const klines = publicKlines({
    ...{ venue, clock: stack.clock, timeoutMs: patienceMs },
    endpoint: venue === 'paper' ? (stack.feedUrl ?? stack.pricesUrl) : stack.exchangeUrl,
  })
  const pace = paceAt({ local: stack.local, isCarried, onPaper: venue === 'paper' })
  const spent = createSpent()
  const shown = stackShown(connection, canAct)
  const following = createFollowing({
    ...{ connection, stack: shown, spentByPage: spent.lastMinute },
    sources: [
      tableSource(connection, pace),
      exchangeSource(connection, pace, spent),
      booksSource(connection, pace, spent),
      signalsSource(connection, pace),
      candlesSource({ klines, now: stack.clock.now }, pace, spent),
      ...cloudSources(connection, pace),
    ],
  })
  const actions = createActions(connection)
  return servePage({ ...served, place: { connection, stack: shown, following, klines, actions, askPaper } })
}

const stackShown = ({ stack, configuration: { venue } }: Connection, canAct: boolean): StackShown => ({
  ...{ name: stack.name, venue, canAct },
  ...(!canAct && {
    whyNot:
      venue === 'live'
        ? 'This page only shows, as it does at live; start it with qt page --act to act from here.'
        : 'This page only shows: it was started with --read-only.',
  }),
})
