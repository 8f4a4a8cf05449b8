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

/** A time that is the same after so long does not pass; real milliseconds. */
const standingMs = 50

/**
 * The market's time, read once and whenever it is to be kept; in between it passes as ours does, however fast the
 * market is played. It is counted from when it was asked for, so that it never lags: the paper venue shows nothing that
 * is later than its reader's clock.
 */
async function marketClock(url: string): Promise<{ clock: Clock; keepTime: () => Promise<void> }> {
  /** `since`: when this time was told first. */
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
  // What is asked of a later time than one that stands would wait for it.
  const stands = () => read.asked - read.since > standingMs
  const now = () => read.time + (stands() ? 0 : Date.now() - read.asked)
  await keepTime()
  return { clock: { now, sleep: systemClock.sleep }, keepTime }
}
