import { closeReceives, tradeReceives } from '#domain/retry.ts'
import { positionLifetimes } from '#paper/audit/ledger.ts'
import { createFaults } from '#paper/faults/faults.ts'
import type { Fault } from '#paper/faults/rule.ts'
import { shippedRules } from '#paper/rules/shipped.ts'
import { createPaperVenue } from '#paper/venue.ts'
import type { Account } from '#ports/state.ts'
import { loadConfiguration } from '#settings/configuration.ts'
import { createState } from '#table/state.ts'
import type { Item } from '../../infra/lab/items.ts'
import { signedRequest } from '../../infra/lab/lean-exchange.ts'
import { scheduler } from '../../infra/lab/scheduler.ts'
import type { Asked, SentSignal } from '../../infra/local/audit/oracle/testimony.ts'
import { rememberingAccounts } from '../storm/account-history.ts'
import type { Alarmed } from '../storm/erring-rules.ts'
import { type Functions, functions } from '../storm/functions.ts'
import type { Heard } from '../storm/heard.ts'
import type { Sky } from '../storm/invocation.ts'
import { notingSettings, type SymbolSetting } from '../storm/noted-settings.ts'
import type { Impatience } from '../storm/patience.ts'
import { fifoQueue } from '../storm/queues.ts'
import { undisturbed } from '../storm/releases.ts'
import { theWatch } from '../storm/watch.ts'
import { plainTable } from '../table/memory-table.ts'
import { oneFault, type Strike } from './one-fault.ts'
import { type PriceAt, standingMarket } from './prices.ts'
import { type Held, steady } from './steady.ts'
import { copyOf, type World } from './world.ts'

export const symbol = 'ETHUSDT'
const keys = { apiKey: 'matrix', secret: 'matrix-secret' }
const second = 1_000

/** How a scenario's messages, or its runs of the watch, come. */
export type Coming = 'twice at once' | 'again later' | undefined

export interface StageOptions {
  readonly world: World
  readonly environment: Readonly<Record<string, string>>
  readonly prices: readonly PriceAt[]
  /** How many conditional orders the account may hold; by default as many as on Binance. */
  readonly room?: number | undefined
  readonly strike?: Strike | undefined
  readonly held?: Held | undefined
  /** How messages come until `until`. */
  readonly deliveries?: { readonly are: Coming; readonly until: number }
  readonly tell?: ((line: string) => void) | undefined
}

/** Requests that arrived at each of the places outside. */
type Arrived = Record<'exchange' | 'table' | 'queues' | 'state machine', number>

/** The whole system in virtual time, over a copy of a world: that of the storms, with one fault at most. */
export async function stageOf(options: StageOptions) {
  const { world, deliveries = { are: undefined, until: 0 } } = options
  const time = scheduler(world.at)
  const weather = oneFault(options.strike, deliveries)
  const chance = steady(time.now, options.held)
  const tell = (line: string) =>
    options.tell?.(`${new Date(time.now()).toISOString().slice(14, 23)}  ${line}`)
  const sky: Sky = { scheduler: time, chance, weather, tell }
  const arrived: Arrived = { exchange: 0, table: 0, queues: 0, 'state machine': 0 }

  const faults = createFaults()
  const store = await copyOf(world.store)
  const venue = createPaperVenue({
    faults,
    store,
    feed: standingMarket(options.prices),
    clock: time,
    rules: shippedRules,
    settings: { ...keys, latencyMs: 0, ...(options.room !== undefined && { maxAlgoOrders: options.room }) },
  })
  const items = new Map<string, Item>(world.items)
  const environment = { QT_DEFAULT_LEVERAGE: '10', ...options.environment }
  const configuration = loadConfiguration(environment)
  const first = [...items.values()].find(({ pk }) => pk === 'ACCOUNT')?.body as Account | undefined
  const { documents: table, accounts } = rememberingAccounts(plainTable(items).documents, time.now, first)
  const trades = fifoQueue(
    sky,
    'trade',
    (delivery, body, handBack) => system.execute(`executor ${delivery}`, body, handBack),
    tradeReceives(configuration.signalMaxAgeSeconds * 1_000),
  )
  const closes = fifoQueue(
    sky,
    'close',
    (delivery, body) => system.close(`close ${delivery}`, body, 'queue'),
    closeReceives,
  )
  const watch = theWatch(sky, () => system, undisturbed)
  const heard: Heard[] = []
  const settings: SymbolSetting[] = []
  const asked: Asked[] = [...world.asked]
  const signals: SentSignal[] = [...world.signals]
  const deeds: { readonly symbol: string; readonly at: number }[] = []
  let gates = 0
  const counted = <A extends unknown[], R>(where: keyof Arrived, work: (...given: A) => R) => {
    return (...given: A): R => {
      arrived[where] += 1
      return work(...given)
    }
  }
  const harmed = {
    fetch: (url: string, init: RequestInit) => venue.fetch(url, init),
    faults,
    ledger: (of: string) => venue.ledger(of),
  }
  const noting = notingSettings(harmed, sky, keys, settings)
  const impatient: Impatience[] = []
  const alarmed: Alarmed[] = []
  const system: Functions = functions(sky, {
    venue: { ...noting, fetch: counted('exchange', noting.fetch) },
    keys,
    documents: { send: counted('table', table.send) } as unknown as typeof table,
    configuration,
    trades: { send: counted('queues', trades.send) },
    closes: { send: counted('queues', closes.send) },
    startWatch: counted('state machine', watch.start),
    coldStarts: true,
    impatient,
    heard,
    asked,
    alarmed,
  })

  /** A message for the gate; one on which the gate fails comes again after its visibility. */
  function signal(at: number, id: string, action: string, coming: Coming): void {
    const said = { id, symbol, action, confidence: 0.9, source: 'matrix', timestamp: at }
    const body = JSON.stringify(said)
    const deliver = async (name: string): Promise<void> => {
      gates += 1
      const { ended } = await system.gate(name, { messageId: id, body })
      if (ended === 'answered')
        signals.push({ id: `matrix#${id}`, body: said, cameAt: at, takenAt: time.now() })
      if (ended === 'failed') {
        await time.sleep(120 * second)
        await deliver(`${name}'`)
      }
      gates -= 1
    }
    time.at(at, () => void deliver(`gate ${id}`))
    if (coming === 'twice at once') time.at(at, () => void deliver(`gate ${id} twice`))
    if (coming === 'again later') time.at(at + 15 * second, () => void deliver(`gate ${id} again`))
  }

  /** Client ids of orders that no function sent. */
  const byHands = new Set<string>()
  const isFlat = async () =>
    positionLifetimes(await venue.ledger(symbol)).every(life => life.closedAt !== undefined)
  const account = () => [...items.values()].find(item => item.pk === 'ACCOUNT')?.body as Account | undefined
  const isManaged = () => Object.keys(account()?.slots ?? {}).length > 0
  const isKnown = () => Object.keys(account()?.provisional ?? {}).length === 0
  const isLeased = ({ leaseUntil }: Item) => typeof leaseUntil === 'number' && leaseUntil > time.now()
  return {
    ...{
      time,
      weather,
      chance,
      configuration,
      store,
      items,
      arrived,
      watch,
      faults,
      heard,
      settings,
      signal,
    },
    ...{ environment, asked, signals, deeds },
    state: createState({ documents: table, table: 'memory', clock: time }),
    ledger: () => venue.ledger(symbol),
    accounts,
    impatient,
    alarmed,
    bans: venue.bans,
    /**
     * Nothing is under way or will come again, no function waits or holds a lease, each open position has its slot,
     * and every result is known.
     */
    isQuiet: async () =>
      !system.areAskedToWait() &&
      gates === 0 &&
      trades.idle() &&
      closes.idle() &&
      ![...items.values()].some(isLeased) &&
      isKnown() &&
      (isManaged() || (await isFlat())),
    /** Looks at once at every position with a slot. */
    wake(name: string): void {
      const only = Object.values(account()?.slots ?? {}).map(({ positionId }) => positionId)
      watch.wake(name, { only, cause: 'order-ended', heardAt: time.now() })
    },
    dead: () => [...trades.dead, ...closes.dead],
    byHands,
    /** Adds a fault of the exchange on the symbol, for every function. */
    meets: (fault: Fault) => void faults.add({ match: { symbol }, fault }),
    /** A request by another client with the same key. */
    async byHand(method: string, path: string, params: Record<string, string | boolean>) {
      deeds.push({ symbol, at: time.now() })
      byHands.add(String(params.newClientOrderId ?? params.clientAlgoId))
      const url = `https://fapi.binance.com/fapi/${path}`
      const answer = await venue.fetch(...signedRequest(url, method, { symbol, ...params }, keys, time.now()))
      return (await answer.json()) as readonly Readonly<Record<string, string>>[]
    },
  }
}
export type Stage = Awaited<ReturnType<typeof stageOf>>
