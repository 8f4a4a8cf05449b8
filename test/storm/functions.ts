import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { positionIdOf } from '#domain/identity.ts'
import { latency } from '#domain/latency.ts'
import { type PositionRow, parseCloseMessage, parseTradeMessage, type UpkeepRow } from '#domain/messages.ts'
import type { Rest } from '#domain/rest.ts'
import { timing } from '#domain/timing.ts'
import { lazily } from '#lambda/lazily.ts'
import { withSharedRest } from '#lambda/shared-rest.ts'
import type { Configuration } from '#ports/configuration.ts'
import type { Exchange } from '#ports/exchange.ts'
import type { Queue } from '#ports/queue.ts'
import { createState } from '#table/state.ts'
import { surveyWoken, type WokenRun } from '../../functions/monitor/survey/woken.ts'
import { leanExchange } from '../../infra/lab/lean-exchange.ts'
import {
  closePosition,
  inspect,
  keepUp,
  type Run,
  survey,
  type ToldBy,
  takeDelivery,
  takeSignal,
} from '../../infra/lab/use-cases.ts'
import type { Asked } from '../../infra/local/audit/oracle/testimony.ts'
import type { Alarmed, ErringRules } from './erring-rules.ts'
import { faultyTable } from './faulty-table.ts'
import { type Cancellation, faultyWire } from './faulty-wire.ts'
import type { Heard } from './heard.ts'
import { type Invocation, invocation, type Sky } from './invocation.ts'
import { noting, telling } from './overheard.ts'
import { attentive, type Impatience, type Refused } from './patience.ts'
import type { HarmedVenue } from './struck.ts'

export const deployment = 'storm'
const { functions: limits } = timing
/** A read that failed within this time must be repeated. */
const patience: Readonly<Record<string, number>> = {
  executor: limits.executor.repeat,
  survey: limits.survey.repeat,
  inspect: limits.inspect.repeat,
  'close-cleanup': limits.closeCleanup.repeat,
}

export interface Outside {
  readonly venue: HarmedVenue
  readonly keys: { readonly apiKey: string; readonly secret: string }
  readonly documents: DynamoDBDocumentClient
  readonly configuration: Configuration
  readonly trades: Queue
  readonly closes: Queue
  readonly startWatch: () => void
  /** Whether a process first fetches its key, opens the account and reads the exchange's clock. */
  readonly coldStarts?: boolean
  /** All processes use one address, and tell each other their weight; otherwise each has its own address. */
  readonly oneAddress?: boolean
  /** Called for every request that left although its process was asked to wait. */
  readonly impatient?: Impatience[]
  /** Called for every request that the venue rejected because an address asked too much. */
  readonly refused?: Refused[]
  /** Called for every cancellation that took effect. */
  readonly cancellations?: Cancellation[]
  /** Called for every signal that an executor has finished. */
  readonly heard?: Heard[]
  /** Called for every request, with its answer. */
  readonly asked?: Asked[]
  /** Called for every count of a broken invariant. */
  readonly alarmed?: Alarmed[]
  /** Decides a process's next move in storms whose rules err. */
  readonly rules?: ErringRules['of']
}

/** The only address, if there is one; the addresses that some processes have of their own. */
export const theAddress = 'gateway'
export const someAddresses = ['survey 1', 'inspect 1', 'inspect 2', 'executor 1', 'close-cleanup 1']

/** The venue, asked from this address. */
const from = (address: string, venue: HarmedVenue): HarmedVenue => ({
  ...venue,
  fetch: (url, init) =>
    venue.fetch(url, { ...init, headers: { ...init.headers, 'x-paper-address': address } }),
})

/** How one invocation ended, and whether the exchange asked its process to wait meanwhile. */
export type Ended<T> = { readonly invocation: Invocation; readonly rest?: Rest['kind'] } & (
  | { readonly ended: 'answered'; readonly value: T }
  | { readonly ended: 'failed'; readonly error: unknown }
)

/** One run of a function. */
interface Task {
  readonly role: string
  readonly name: string
  readonly timeoutMs: number
  readonly positionId?: string
  /** Whether it fetches its key, and whatever else a cold process needs, within its run. */
  readonly opensItself?: boolean
}

interface Container {
  readonly exchange: Exchange
  readonly open: () => Promise<void>
  current: Invocation
}

/** All functions of the system, each in processes of its own that are reused, killed and timed out. */
export function functions(sky: Sky, outside: Outside) {
  const { configuration, keys } = outside
  const idle = new Map<string, Container[]>()
  const counts = new Map<string, number>()
  const exchanges: Exchange[] = []

  async function invoke<T>(
    { role, name, timeoutMs, positionId, opensItself = false }: Task,
    work: (context: ReturnType<typeof contextOf>) => Promise<T>,
  ): Promise<Ended<T>> {
    const process = invocation(sky, name, positionId)
    await sky.scheduler.sleep(sky.chance.between(latency.start.least, latency.start.most, `${name} start`))
    const pool = idle.get(role) ?? []
    idle.set(role, pool)
    const container = pool.pop() ?? newContainer(role, process)
    container.current = process
    const begun = sky.scheduler.now()
    sky.scheduler.at(sky.scheduler.now() + timeoutMs, () =>
      process.kill(`the function's timeout of ${timeoutMs} ms`),
    )
    const died = process.death.then(why => ({
      ended: 'failed' as const,
      error: new Error(why),
      invocation: process,
    }))
    const context = contextOf(container, process)
    const rested = () =>
      outside.oneAddress && role !== 'signal-gate'
        ? withSharedRest(context, () => work(context))
        : work(context)
    const working = opensItself ? rested() : context.ready().then(rested)
    const done = working.then(
      value => ({ ended: 'answered' as const, value, invocation: process }),
      (error: unknown) => ({ ended: 'failed' as const, error, invocation: process }),
    )
    const ended = await Promise.race([done, died])
    if (!process.dead) {
      pool.push(container)
      process.kill = () => {}
    }
    if (ended.ended === 'failed') sky.tell(`${name} failed: ${String(ended.error)}`)
    const rest = container.exchange.rest(begun)
    return rest ? { ...ended, rest: rest.kind } : ended
  }

  function newContainer(role: string, first: Invocation): Container {
    const container: { current: Invocation } = { current: first }
    const count = (counts.get(role) ?? 0) + 1
    counts.set(role, count)
    const address = outside.oneAddress ? theAddress : `${role} ${count}`
    const { cancellations = [], impatient = [], refused = [] } = outside
    const way = (venue: HarmedVenue) => faultyWire(sky, venue, () => container.current, cancellations)
    const noted = { address, now: sky.scheduler.now, impatient, refused }
    const fetch = attentive(way, from(address, outside.venue), noted)
    const note = noting(outside.asked ?? [], sky, () => container.current.name)
    const exchange = leanExchange(fetch, keys, sky.scheduler, {
      readsTime: outside.coldStarts ?? false,
      repeatWithinMs: patience[role] ?? 0,
      note,
    })
    exchanges.push(exchange)
    return Object.assign(container, { exchange, open: lazily(() => open(role, container.current)) })
  }

  function contextOf({ exchange, open }: Container, process: Invocation) {
    const { clock, name } = process
    const documents = faultyTable(sky, outside.documents, process)
    const state = createState({ documents, table: 'memory', clock })
    const telemetry = telling(sky, process, outside.alarmed ?? [])
    const ready = outside.coldStarts ? open : async () => {}
    const context = { exchange, state, clock, telemetry, configuration, deployment, holder: name }
    return { ...context, ...outside.rules?.(process), process, ready }
  }

  /** The gate trades nothing and has no key. */
  async function open(role: string, process: Invocation): Promise<void> {
    const call = {
      name: 'GetSecretValue',
      kinds: ['throttled', 'failed before effect'],
      latency: latency.service,
    } as const
    const documents = faultyTable(sky, outside.documents, process)
    const { account } = createState({ documents, table: 'memory', clock: process.clock })
    const readKey = () =>
      process.call(call, async fault => {
        if (fault) throw new Error(`GetSecretValue ${fault}`)
      })
    await Promise.all([
      role !== 'signal-gate' && readKey(),
      account.open(configuration.venue, configuration.killSwitch),
    ])
  }

  const port = <A extends unknown[]>(process: Invocation, name: string, work: (...given: A) => unknown) => {
    const kinds = ['failed before effect', 'failed after effect']
    return (...given: A): Promise<void> =>
      process.call({ name, kinds, latency: latency.service }, async fault => {
        if (fault === 'failed before effect') throw new Error(`${name} failed`)
        await work(...given)
        if (fault) throw new Error(`${name} failed`)
      })
  }

  return {
    /** Runs another release of it from now on, in new processes; earlier runs go on to their end. */
    replace: (role: string) => void idle.delete(role),
    /** Whether any process is asked to wait. */
    areAskedToWait: () => exchanges.some(exchange => exchange.rest() !== undefined),
    gate: (name: string, message: { readonly messageId: string; readonly body: string }) =>
      invoke({ role: 'signal-gate', name, timeoutMs: limits.signalGate.timeout }, context => {
        const tradeQueue = { send: port(context.process, 'send trade', outside.trades.send) }
        const invalidQueue = { send: async () => {} }
        return takeSignal({ ...context, tradeQueue, invalidQueue }, message)
      }),
    async execute(name: string, body: string, giveBack: (restMs: number) => void) {
      const message = parseTradeMessage(body)
      const { id: signalId, action, symbol } = message.signal
      const positionId = positionIdOf(signalId)
      const ended = await invoke(
        { role: 'executor', name, timeoutMs: limits.executor.timeout, positionId, opensItself: true },
        context => {
          const startWatch = port(context.process, 'start watch', outside.startWatch)
          const closeQueue = { send: port(context.process, 'send close', outside.closes.send) }
          const handBack = port(context.process, 'hand back', giveBack)
          return takeDelivery(context, { message, handBack }, async take => {
            await context.ready()
            await take({ ...context, startWatch, closeQueue })
          })
        },
      )
      if (ended.ended === 'answered')
        outside.heard?.push({ signalId, action, symbol, at: sky.scheduler.now() })
      return ended
    },
    survey: (name: string, run: Run) =>
      invoke({ role: 'survey', name, timeoutMs: limits.survey.timeout }, context =>
        survey({ ...context, patience: context.clock.sleep }, run),
      ),
    surveyWoken: (name: string, run: WokenRun) =>
      invoke({ role: 'survey', name, timeoutMs: limits.survey.timeout }, context =>
        surveyWoken(context, run),
      ),
    keepUp: (name: string, row: UpkeepRow) =>
      invoke({ role: 'inspect', name, timeoutMs: limits.inspect.timeout }, context => keepUp(context, row)),
    inspect: (name: string, row: PositionRow) =>
      invoke({ role: 'inspect', name, timeoutMs: limits.inspect.timeout, positionId: row.id }, context =>
        inspect(context, row),
      ),
    close(name: string, body: unknown, toldBy: ToldBy) {
      const message = parseCloseMessage(body)
      const { positionId } = message
      return invoke(
        { role: 'close-cleanup', name, timeoutMs: limits.closeCleanup.timeout, positionId },
        context => {
          const notify = port(context.process, 'notify', () => {})
          const tradeQueue = { send: port(context.process, 'send trade', outside.trades.send) }
          return closePosition({ ...context, notify, tradeQueue, toldBy }, message)
        },
      )
    },
  }
}
export type Functions = ReturnType<typeof functions>
