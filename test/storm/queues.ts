import { latency } from '#domain/latency.ts'
import { timing } from '#domain/timing.ts'
import type { Queue } from '#ports/queue.ts'
import type { Ended } from './functions.ts'
import type { Sky } from './invocation.ts'

const deduplicationMs = 300_000
const visibilityMs = timing.visibility.trades

interface StormQueue extends Queue {
  readonly dead: string[]
  readonly idle: () => boolean
  /** Some of all messages ever sent come again long after their time, as from the dead letters. */
  redrive(from: number, to: number): void
}

/**
 * A FIFO queue with its function: one message of a group at a time; a failed one comes again after its visibility, as
 * often as its queue allows. Sometimes a message is delivered twice at once.
 */
export function fifoQueue(
  { scheduler, chance, weather, tell }: Sky,
  name: string,
  deliver: (delivery: string, body: string, handBack: (restMs: number) => void) => Promise<Ended<unknown>>,
  mostReceives: number,
): StormQueue {
  const groups = new Map<string, string[]>()
  const seen = new Map<string, number>()
  const dead: string[] = []
  const sent: string[] = []

  async function work(group: string, waiting: string[]): Promise<void> {
    for (let body = waiting[0]; body !== undefined; body = waiting[0]) {
      if (!(await handle(group, body))) dead.push(body)
      waiting.shift()
    }
    groups.delete(group)
  }

  async function handle(group: string, body: string): Promise<boolean> {
    const at = scheduler.now()
    const label = `${name} ${group} ${at}`
    for (let receive = 1; receive <= mostReceives; receive++) {
      await scheduler.sleep(chance.between(latency.poll.least, latency.poll.most, `${label} ${receive} wait`))
      const struck = weather.strike(`${label} ${receive}`, scheduler.now(), [
        'twice at once',
        'again later',
        'late',
      ])
      if (struck) tell(`${label} ${receive}: ${struck}`)
      if (struck === 'late') await scheduler.sleep(chance.between(1_000, 20_000, `${label} lateness`))
      const received = scheduler.now()
      let visibleAt = received + visibilityMs
      const handBack = (restMs: number) => {
        visibleAt = scheduler.now() + restMs
      }
      if (struck === 'twice at once') void deliver(`${label}/${receive} twice`, body, handBack)
      if (struck === 'again later') {
        const pause = chance.between(200, 30_000, `${label} pause`)
        scheduler.at(received + pause, () => void deliver(`${label}/${receive} again`, body, () => {}))
      }
      const ended = await deliver(`${label}/${receive}`, body, handBack)
      if (ended.ended === 'answered') return true
      await scheduler.sleep(Math.max(0, visibleAt - scheduler.now()))
    }
    tell(`${label} goes to the dead letters`)
    return false
  }

  return {
    dead,
    idle: () => groups.size === 0,
    redrive(from, to) {
      scheduler.at(from, () =>
        sent.forEach((body, index) => {
          const key = `${name} redrive ${index}`
          if (chance.share(key) > 0.2 || !weather.planned(key, 'redriven', from)) return
          const at = chance.between(from, to, `${key} at`)
          scheduler.at(at, () => void deliver(`${name} redriven ${index}`, body, () => {}))
        }),
      )
    },
    async send(body, fifo) {
      const before = fifo && seen.get(fifo.deduplicationId)
      if (before !== undefined && scheduler.now() - before < deduplicationMs) return
      if (fifo) seen.set(fifo.deduplicationId, scheduler.now())
      sent.push(JSON.stringify(body))
      const group = fifo?.group ?? 'all'
      const waiting = groups.get(group)
      if (waiting) {
        waiting.push(JSON.stringify(body))
        return
      }
      const fresh = [JSON.stringify(body)]
      groups.set(group, fresh)
      void work(group, fresh)
    },
  }
}
