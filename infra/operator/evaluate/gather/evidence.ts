import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import type { DecimalString } from '#domain/decimal.ts'
import type { Position } from '#domain/position.ts'
import { figuresOf } from '#figures/figures.ts'
import manifest from '../../../../package.json' with { type: 'json' }
import type { Connection } from '../../connect/connection.ts'
import { patience } from '../../connect/patience.ts'
import { allRecords } from '../../positions.ts'
import { unknownOf } from '../../report/lacking.ts'
import { periodOf } from '../../report/period.ts'
import { tradesOf } from '../../report/trades.ts'
import { stackAlarms } from '../../stack-alarms.ts'
import type { Alarms, Evidence } from '../evidence.ts'
import type { Terms } from '../terms.ts'
import { readFired, shortName } from './alarm-history.ts'
import { readMeasured } from './measured.ts'
import { pairsOf } from './pairs.ts'
import { readRehearsal } from './rehearsal.ts'
import { readShown } from './shown.ts'
import { readStake } from './stake.ts'

const dayMs = 86_400_000
/** Looked at before the days that count, so that it is seen whether it was at work by then. */
const beforeMs = dayMs

export interface Asked {
  /** What the account held when the evaluated days began. */
  readonly balance?: DecimalString
  readonly seed?: number
  /** The file of a rehearsal. */
  readonly rehearsal?: string
}

/** Gathers everything that an evaluation is made of; changes nothing. `paper`: positions of the paper deployment. */
export async function gather(
  connection: Connection,
  terms: Terms,
  asked: Asked,
  paper: (() => Promise<readonly Position[] | undefined>) | undefined,
): Promise<Evidence> {
  const { stack, configuration, deployment } = connection
  const now = stack.clock.now()
  const earliest = now - terms.evaluatedDays * dayMs
  const exchange = await connection.exchange()
  const [seen, records, shown, rehearsal] = await Promise.all([
    overCloudWatch(async client => ({
      measured: await readMeasured(client, { deployment, lookBackFrom: earliest - beforeMs, now }),
      fired: await readFired(client, { deployment, from: earliest, now }),
      all: await stackAlarms(connection),
    })),
    allRecords(connection),
    readShown(connection, exchange),
    readRehearsal(asked.rehearsal),
  ])
  const since = seen.measured(earliest).ticks[0]?.at
  const from = Math.max(earliest, since ?? now)
  const income = await exchange.accountIncome(from)
  const onPaper = await paper?.()
  const { positions, verdicts } = records
  // What the operator rehearsed tells nothing of the signals.
  const traded = positions.filter(({ source }) => source !== 'rehearsal')
  const isIn = ({ closedAt }: { readonly closedAt: number }) => closedAt >= from
  return {
    ...{ now, venue: configuration.venue, release: manifest.version, since, from, positions, verdicts },
    ...{ shown, income, rehearsal, stake: readStake(connection) },
    intervalSeconds: configuration.checkIntervalSeconds,
    measured: seen.measured(from),
    alarms: alarmsOf(seen, deployment),
    unknown: unknownOf(positions)
      .filter(isIn)
      .map(({ symbol, id }) => `${symbol} (${id})`),
    figures: figuresOf(periodOf({ ...asked, from, to: now }, tradesOf(traded), verdicts, connection)),
    pairs: onPaper && pairsOf(traded, onPaper, from),
  }
}

/** A client that lives as long as its answers are awaited. */
async function overCloudWatch<T>(ask: (client: CloudWatchClient) => Promise<T>): Promise<T> {
  const { CloudWatchClient } = await import('@aws-sdk/client-cloudwatch')
  const client = new CloudWatchClient(patience)
  try {
    return await ask(client)
  } finally {
    client.destroy()
  }
}

function alarmsOf(
  { all, fired }: { readonly all: Awaited<ReturnType<typeof stackAlarms>>; readonly fired: Alarms['fired'] },
  deployment: string,
): Alarms {
  const called = <T extends { readonly name: string }>(alarm: T) => ({
    ...alarm,
    name: shortName(alarm.name, deployment),
  })
  const on = all
    .filter(({ state }) => state === 'ALARM')
    .map(({ name, since }) => ({ name, ...(since && { since }) }))
  return { known: all.length, on: on.map(called), fired: fired.map(called) }
}
