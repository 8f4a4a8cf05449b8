import type { Clock } from '#ports/clock.ts'
import type { Scheduler } from '../../infra/lab/scheduler.ts'
import type { Chance } from './chance.ts'
import type { Fault, Weather } from './weather.ts'

/** The parts of one storm that all its processes share. */
export interface Sky {
  readonly scheduler: Scheduler
  readonly chance: Chance
  readonly weather: Weather
  /** One line of the story. */
  tell(line: string): void
}

/** One run of a function in its process. A dead run sends no further request and gets no answer. */
export interface Invocation {
  readonly name: string
  /** The position on which it works; the survey and the gate work on none. */
  readonly positionId: string | undefined
  readonly clock: Clock
  /** Every fault in it. */
  readonly faults: Fault[]
  readonly dead: boolean
  kill(why: string): void
  /** Fulfils when the process is killed, with the cause. */
  readonly death: Promise<string>
  /**
   * One call to the outside: it takes its time, may be struck by a fault, and may be the last. `work` gets the fault
   * and makes its effect.
   */
  call<T>(what: Call, work: (fault: string | undefined) => Promise<T>): Promise<T>
}

interface Call {
  readonly name: string
  readonly symbol?: string | undefined
  readonly kinds: readonly string[]
  /** Least and most milliseconds each way. */
  readonly latency: { readonly least: number; readonly most: number }
}

const kills = ['killed before', 'killed after']
const never = <T>(): Promise<T> => new Promise<T>(() => {})

export function invocation(
  { scheduler, chance, weather, tell }: Sky,
  name: string,
  positionId?: string,
): Invocation {
  const counts = new Map<string, number>()
  const faults: Fault[] = []
  let dead = false
  let die: (why: string) => void = () => {}
  const death = new Promise<string>(resolve => {
    die = resolve
  })
  const struck = weather.strike(`${name} slow`, scheduler.now(), ['slow'])
  if (struck) faults.push({ key: `${name} slow`, kind: struck, at: scheduler.now() })
  if (struck) tell(`${name} is slow`)
  // The slowest are slower than a tick.
  const slow = struck ? chance.pick([8, 8, 40], `${name} slowness`) : 1

  async function sleep(ms: number): Promise<void> {
    if (dead) return never()
    await scheduler.sleep(ms)
    if (dead) return never()
  }
  function kill(why: string): void {
    if (dead) return
    dead = true
    tell(`${name} † ${why}`)
    die(why)
  }
  return {
    name,
    positionId,
    clock: { now: scheduler.now, sleep },
    faults,
    get dead() {
      return dead
    },
    kill,
    death,
    async call(what, work) {
      if (dead) return never()
      const count = (counts.get(what.name) ?? 0) + 1
      counts.set(what.name, count)
      const key = `${name} ${what.name} ${count}`
      const latency = (way: string) =>
        slow * chance.between(what.latency.least, what.latency.most, `${key} ${way}`)
      await sleep(latency('there'))
      const kind = weather.strike(key, scheduler.now(), [...what.kinds, ...kills], what)
      if (kind) {
        faults.push({ key, kind, at: scheduler.now(), symbol: what.symbol })
        tell(`${key}: ${kind}`)
      }
      if (kind === 'killed before') {
        kill(what.name)
        return never()
      }
      const answer = await settle(work(kind === 'killed after' ? undefined : kind))
      if (kind === 'killed after') kill(what.name)
      await sleep(latency('back'))
      if (!kind) tell(`${key}${'error' in answer ? ` ! ${String(answer.error)}` : ''}`)
      if ('error' in answer) throw answer.error
      return answer.value
    },
  }
}

async function settle<T>(work: Promise<T>): Promise<{ readonly value: T } | { readonly error: unknown }> {
  try {
    return { value: await work }
  } catch (error) {
    return { error }
  }
}
