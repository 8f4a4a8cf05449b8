import { type Wake, wakeCauses } from '#domain/wake.ts'
import type { State } from '#ports/state.ts'
import type { Sky } from './invocation.ts'
import type { HarmedVenue } from './struck.ts'

/** How the sentinel hears of requests to the exchange; half of all storms have no sentinel. */
const kinds = [
  'none',
  'none',
  'none',
  'hears',
  'killed',
  'deaf',
  'late',
  'doubled',
  'floods',
  'dreams',
] as const
type Kind = (typeof kinds)[number]

/** Milliseconds from an event to the run that it wakes. */
const delays: Readonly<Record<Kind, readonly [number, number]>> = {
  ...{ none: [0, 0], hears: [30, 300], killed: [30, 300], deaf: [30, 300] },
  ...{ late: [1_000, 90_000], doubled: [30, 2_000], floods: [30, 300], dreams: [30, 300] },
}

/** A closed position's id, another client's, and an empty one. */
const strangers = ['0123456789ab', 'hand-stop', '']
const floodSize = 200

interface Parts {
  /** The real one: the sentinel reads it without a fault. */
  readonly state: Pick<State, 'account'>
  readonly wake: (name: string, wake: Wake, executionArn?: string) => void
}

/**
 * A sentinel beside the watch. It hears of every change of the books by any client, and wakes the watch for that
 * symbol's position: at once, late, twice, only until some moment, or only sometimes. Or it wakes hundreds of ids at
 * once, or ids at random. A wake carries only position ids.
 */
export function wakes(sky: Sky, { state, wake }: Parts, [from, to]: readonly [number, number]) {
  const { scheduler, chance, tell } = sky
  const kind = chance.pick(kinds, 'sentinel')
  const endsAt = kind === 'killed' ? chance.between(from, to, 'sentinel killed') : to
  const known = new Set<string>()
  let count = 0

  function send(only: readonly string[], heardAt: number): void {
    const name = `woken${++count}`
    const valid = only.filter(id => id !== '')
    const cause = chance.pick(wakeCauses, `${name} cause`)
    tell(`${name}: the sentinel wakes ${valid.join(', ') || 'nothing'} for ${cause}`)
    wake(name, { only: valid, cause, heardAt })
    if (kind === 'doubled' && chance.share(`${name} doubled`) < 0.5)
      wake(`${name}'`, { only: valid, cause, heardAt })
  }

  async function open(): Promise<readonly (readonly [symbol: string, id: string])[]> {
    const { slots } = (await state.account.read()).item
    const all = Object.entries(slots).map(([symbol, { positionId }]) => [symbol, positionId] as const)
    for (const [, id] of all) known.add(id)
    return all
  }

  /** Wakes the position of a symbol on which something happened. */
  function hear(symbol: string): void {
    const at = scheduler.now()
    const key = `heard ${symbol} ${at} ${count}`
    if (kind === 'deaf' && chance.share(`${key} lost`) < 0.5) return
    const times = kind === 'doubled' ? 2 : 1
    for (let time = 1; time <= times; time++) {
      const delay = chance.between(...delays[kind], `${key} after ${time}`)
      const heardAt = at + Math.min(delay, 30)
      scheduler.at(at + delay, async () => {
        const ids = (await open()).filter(([of]) => of === symbol).map(([, id]) => id)
        if (scheduler.now() < endsAt && ids.length > 0) send(ids, heardAt)
      })
    }
  }

  /** Wakes at any time for any position that was ever open, and for ids of no position. */
  async function dream(key: string): Promise<void> {
    await open()
    const ids = [...known, ...strangers].filter(id => chance.share(`${key} ${id}`) < 0.4)
    send(ids, scheduler.now() - chance.between(-500, 20_000, `${key} heard`))
  }

  function plan(): void {
    const moments = kind === 'floods' ? Math.ceil(chance.between(0, 3, 'floods')) : 0
    for (let flood = 1; flood <= moments; flood++) {
      const at = chance.between(from, to, `flood ${flood}`)
      for (let drop = 1; drop <= floodSize / moments; drop++) {
        const key = `flood ${flood}.${drop}`
        scheduler.at(at + chance.between(0, 3_000, key), () => void dream(key))
      }
    }
    const dreams = kind === 'dreams' ? Math.floor(chance.between(10, 60, 'dreams')) : 0
    for (let index = 1; index <= dreams; index++) {
      const key = `dream ${index}`
      scheduler.at(chance.between(from, to, key), () => void dream(key))
    }
  }

  return {
    kind,
    plan,
    /** The venue; the sentinel hears of each change of its books. */
    overheard(venue: HarmedVenue): HarmedVenue {
      if (kind === 'none' || kind === 'dreams') return venue
      return {
        ...venue,
        async fetch(url, init) {
          const answer = await venue.fetch(url, init)
          const symbol = answer.ok ? changed(url, init) : undefined
          if (symbol !== undefined && scheduler.now() >= from && scheduler.now() < endsAt) hear(symbol)
          return answer
        },
      }
    },
  }
}

/** The symbol whose books a request changes. */
function changed(url: string, { method, body }: RequestInit): string | undefined {
  const { pathname, search } = new URL(url)
  if (method === 'GET' || !/[oO]rder/.test(pathname)) return undefined
  return new URLSearchParams(body ? String(body) : search).get('symbol') ?? undefined
}
