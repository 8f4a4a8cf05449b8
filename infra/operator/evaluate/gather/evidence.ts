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
import { shortName, stackAlarms } from '../../stack-alarms.ts'
import type { Alarms, Evidence } from '../evidence.ts'
import type { Terms } from '../terms.ts'
import { readFired, type Since } from './alarm-history.ts'
import { readMeasured } from './measured.ts'
import { pairsOf } from './pairs.ts'
import { readRehearsal } from './rehearsal.ts'
import { readShown } from './shown.ts'
import { readStake } from './stake.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** Also reads the time before the evaluated days, to see whether the watch was already at work. */
const beforeMs = dayMs

export interface Asked {
  /** The account's balance when the evaluated days began. */
  readonly balance?: DecimalString
  readonly seed?: number
  /** A rehearsal's file. */
  readonly rehearsal?: string
}

/** Gathers all evidence of an evaluation; changes nothing. `paper`: positions of the paper deployment. */
export async function gather(
  connection: Connection,
  terms: Terms,
  asked: Asked,
  paper: (() => Promise<readonly Position[] | undefined>) | undefined,
): Promise<Evidence> {
  const { stack, configuration, deployment } = connection
  const now = stack.clock.now()
  const earliest = now - terms.evaluatedDays * dayMs
  const asFarAs = Math.min(earliest, now - terms.watchedHours * hourMs)
  const exchange = await connection.exchange()
  const [seen, records, shown, rehearsal] = await Promise.all([
    seenBy(connection, { deployment, from: asFarAs, now }),
    allRecords(connection),
    readShown(connection, exchange),
    readRehearsal(asked.rehearsal),
  ])
  const since = seen.measured(earliest).ticks[0]?.at
  const from = Math.max(earliest, since ?? now)
  const income = await exchange.accountIncome(from)
  const onPaper = await paper?.()
  const { positions, verdicts } = records
  // Rehearsed positions say nothing about the signals.
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

/** The deployment's evidence from CloudWatch. */
async function seenBy(connection: Connection, { deployment, from, now }: Since) {
  const { CloudWatchClient } = await import('@aws-sdk/client-cloudwatch')
  const client = new CloudWatchClient(patience)
  try {
    const [measured, fired, all] = await Promise.all([
      readMeasured(client, { deployment, lookBackFrom: from - beforeMs, now }),
      readFired(client, { deployment, from, now }),
      stackAlarms(connection),
    ])
    return { measured, fired, all }
  } finally {
    client.destroy()
  }
}

function alarmsOf(
  { all, fired }: Pick<Awaited<ReturnType<typeof seenBy>>, 'all' | 'fired'>,
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
