import { readFileSync } from 'node:fs'
import type { Clock } from '#ports/clock.ts'
import { systemClock } from '#ports/clock.ts'
import type { LocalConnection } from '../../local/runner/connection-file.ts'
import { Complaint, exitCodes } from '../complaint.ts'

const todo = 'start one with `npm run local`, or name its file with --local FILE'

/** The running local stack and its market's clock. */
export async function readLocalConnection(file: string) {
  let connection: LocalConnection
  try {
    connection = JSON.parse(readFileSync(file, 'utf8')) as LocalConnection
  } catch (error) {
    throw new Complaint(exitCodes.unreachable, `no local stack is connected at ${file}`, todo, error)
  }
  return { ...connection, ...(await marketClock(connection.clockUrl)) }
}

/** A market whose time has not changed for this long is standing; real milliseconds. */
const standingMs = 50

/**
 * The market's clock. `keepTime` reads it; in between it advances at our pace, however fast the market is played. It
 * counts from when the question was sent, so that it never lags: the paper venue shows nothing later than its reader's
 * clock.
 */
async function marketClock(url: string): Promise<{ clock: Clock; keepTime: () => Promise<void> }> {
  /** `since`: when this time was first read. */
  let read = { asked: 0, since: 0, time: 0 }
  const keepTime = async () => {
    try {
      const asked = Date.now()
      const text = await (await fetch(url, { signal: AbortSignal.timeout(5_000) })).text()
      const time = Math.ceil(Number(text))
      read = { asked, since: time === read.time ? read.since : asked, time }
    } catch (error) {
      throw new Complaint(exitCodes.unreachable, `the local stack does not answer at ${url}`, todo, error)
    }
  }
  // While the market stands, ours must too: a request for a later time would wait for it.
  const stands = () => read.asked - read.since > standingMs
  const now = () => read.time + (stands() ? 0 : Date.now() - read.asked)
  await keepTime()
  return { clock: { now, sleep: systemClock.sleep }, keepTime }
}
