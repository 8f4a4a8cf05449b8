import { createMemoryStore } from '../../infra/local/market/memory-store.ts'
import { type Stage, stageOf } from './stage.ts'
import type { World } from './world.ts'

/** 2025-05-05T12:01:05Z: between two marks of the watch, far from midnight and funding. */
const start = 1_746_446_465_000
const second = 1_000
export const entryPrice = '3000.00'

export type WorldName =
  | 'fresh'
  | 'open'
  | 'before the hour'
  | 'banked'
  | 'unstoppable'
  | 'unmanaged'
  | 'foreign'

/** 2025-05-05T12:59:25Z: half a minute later it is five seconds before funding is paid. */
const startBeforeTheHour = 1_746_449_965_000

/** Nothing was ever traded. */
async function fresh(at = start): Promise<World> {
  return { at, items: new Map(), store: createMemoryStore(), asked: [], signals: [] }
}

/** The world after a fault-free half minute in another one. */
async function after(
  world: World,
  prices: readonly (readonly [atSecond: number, price: string])[],
  begin: (stage: Stage, at: (seconds: number) => number) => void,
  seconds = 30,
): Promise<World> {
  const at = (since: number) => world.at + since * second
  const moves = [[0, entryPrice] as const, ...prices].map(
    ([since, price], index) => [index === 0 ? 0 : at(since), price] as const,
  )
  const stage = await stageOf({ world, environment: {}, prices: moves })
  begin(stage, at)
  await stage.time.run(at(seconds))
  const { items, store, asked, signals } = stage
  return { at: at(seconds), items, store, asked, signals }
}

const opened = async (at = start): Promise<World> =>
  after(await fresh(at), [], (stage, at) => {
    stage.watch.begin('before')
    stage.signal(at(2), 'entry', 'BUY', undefined)
  })

const makers: Readonly<Record<WorldName, () => Promise<World>>> = {
  fresh: () => fresh(),
  /** A long with both stops and its first take-profit. */
  open: () => opened(),
  /** The same, five seconds before the full hour. */
  'before the hour': () => opened(startBeforeTheHour),
  /** The first take-profit filled, and the watch recorded it. */
  banked: async () => after(await world('open'), [[2, '3010.00']], stage => void stage.watch.begin('before')),
  /** The stops stand in the book, but do not fire at their trigger. */
  unstoppable: async () =>
    after(await fresh(), [], (stage, at) => {
      stage.faults.add({
        match: { path: '/fapi/v1/algoOrder' },
        fault: { kind: 'trigger', outcome: 'ignored' },
      })
      stage.watch.begin('before')
      stage.signal(at(2), 'entry', 'BUY', undefined)
    }),
  /** A position of ours whose slot is lost. */
  unmanaged: async () => {
    const { items, ...rest } = await world('open')
    const changed = [...items].map(([key, item]) => {
      if (item.pk !== 'ACCOUNT') return [key, item] as const
      return [key, { ...item, body: { ...(item.body as object), slots: {} } }] as const
    })
    return { ...rest, items: new Map(changed) }
  },
  /** Another client opened a position. */
  foreign: async () =>
    after(await fresh(), [], (stage, at) => {
      const order = { side: 'BUY', type: 'MARKET', quantity: '1', newClientOrderId: 'hand-1' }
      stage.time.at(at(2), () => void stage.byHand('POST', 'v1/order', order))
    }),
}

const made = new Map<WorldName, Promise<World>>()

/** Made once; each use takes a copy. */
export function world(name: WorldName): Promise<World> {
  const known = made.get(name) ?? makers[name]()
  made.set(name, known)
  return known
}
