import { readFileSync } from 'node:fs'
import type { Clock } from '#ports/clock.ts'
import { systemClock } from '#ports/clock.ts'
import type { LocalConnection } from '../../local/runner/connection-file.ts'
import { Complaint, exitCodes } from '../complaint.ts'

const todo = 'start one with `npm run local`, or name its file with --local FILE'

/** The local stack that is running, and the market's time there. */
export async function readLocalConnection(file: string) {
  let connection: LocalConnection
  try {
    connection = JSON.parse(readFileSync(file, 'utf8')) as LocalConnection
  } catch (error) {
    throw new Complaint(exitCodes.unreachable, `no local stack is connected at ${file}`, todo, error)
  }
  return { ...connection, ...(await marketClock(connection.clockUrl)) }
}

/**
 * The market's time, read once and whenever it is to be kept; in between it passes as ours does, however fast the
 * market is played. It is counted from when it was asked for, so that it never lags: the paper venue shows nothing that
 * is later than its reader's clock.
 */
async function marketClock(url: string): Promise<{ clock: Clock; keepTime: () => Promise<void> }> {
  let ahead = 0
  const keepTime = async () => {
    try {
      const asked = Date.now()
      const time = await (await fetch(url, { signal: AbortSignal.timeout(5_000) })).text()
      ahead = Math.ceil(Number(time)) - asked
    } catch (error) {
      throw new Complaint(exitCodes.unreachable, `the local stack does not answer at ${url}`, todo, error)
    }
  }
  await keepTime()
  return { clock: { now: () => Date.now() + ahead, sleep: systemClock.sleep }, keepTime }
}
