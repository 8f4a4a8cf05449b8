import type { Position } from '#domain/position.ts'
import { timing } from '#domain/timing.ts'
import type { Configuration } from '#ports/configuration.ts'
import type { Context, HeldPosition } from '#ports/context.ts'
import { holding } from '#position/lease.ts'
import { cleanUp } from './clean-up.ts'
import { type Ending, interruptible } from './interruption.ts'
import type { Scene } from './scene.ts'
import type { Smallest } from './smallest.ts'
import { type StepName, steps } from './steps.ts'

/** What a rehearsal needs. */
export interface Stage {
  readonly context: Context
  readonly configuration: Pick<Configuration, 'marginMode' | 'maxPositions' | 'checkIntervalSeconds'>
  readonly holdMs: number
  /** The operator's signal to end it. */
  readonly signal: AbortSignal
  readonly sentIds: () => readonly string[]
  /** Asks close-cleanup to close a position; messages of one group wait for each other. */
  askToClose(positionId: string, group: string): Promise<void>
  say(line: string): void
}

/** The result of one step. */
export interface Taken {
  readonly step: StepName | 'slot' | 'settled'
  readonly done: boolean
  readonly found: string
  readonly tookMs: number
}

export interface Rehearsed {
  readonly positionId: string
  readonly taken: readonly Taken[]
  /** What cleaning up could not remove, in words; empty: nothing. */
  readonly left: readonly string[]
}

/**
 * Takes a position through its whole life as one of the deployment's own: it has a record, a slot and the lease, so the
 * watch neither alarms nor acts. However the rehearsal ends, it closes the position and cancels its orders. A message
 * in the close queue makes close-cleanup do so if this process dies.
 */
export async function rehearse(stage: Stage, smallest: Smallest): Promise<Rehearsed> {
  const { context } = stage
  const { position } = smallest
  const taken: Taken[] = []
  let left: readonly string[] = []
  const startedAt = context.clock.now()
  await context.state.positions.create(position)
  const lease = { id: position.id, holder: `operator-${startedAt}`, leaseMs: timing.rehearsal.lease }
  await holding(context, lease, async held => {
    const cleaning = { ...stage, held }
    const ending: Ending = { signal: stage.signal, until: startedAt + timing.rehearsal.steps }
    const scene: Scene = {
      ...cleaning,
      context: interruptible(context, ending),
      marginMode: stage.configuration.marginMode,
      intervalMs: stage.configuration.checkIntervalSeconds * 1000,
    }
    await takeAll(stage, taken, {
      slot: () => takeSlot(stage, held, smallest),
      ...Object.fromEntries(Object.entries(steps).map(([name, step]) => [name, () => step(scene)])),
    })
    left = await cleanUp(cleaning)
  })
  await takeAll(stage, taken, { settled: () => settled(stage, position) })
  return { positionId: position.id, taken, left }
}

type Steps = Readonly<Record<string, () => Promise<Pick<Taken, 'done' | 'found'>>>>

/** Runs the steps in order, up to the first that fails. */
async function takeAll({ context, say }: Stage, taken: Taken[], all: Steps): Promise<void> {
  for (const [name, take] of Object.entries(all)) {
    const startedAt = context.clock.now()
    const tell = (went: Pick<Taken, 'done' | 'found'>) => {
      taken.push({ step: name as Taken['step'], ...went, tookMs: context.clock.now() - startedAt })
      say(`${went.done ? 'done' : 'not done'}: ${name}, ${went.found}`)
    }
    try {
      tell(await take())
    } catch (error) {
      return tell({ done: false, found: error instanceof Error ? error.message : String(error) })
    }
  }
}

/**
 * From here the symbol belongs to the rehearsal; whatever happens to this process, close-cleanup will get the message.
 */
async function takeSlot(stage: Stage, held: HeldPosition, { plan, planned }: Smallest) {
  const { context, configuration, askToClose } = stage
  const { id, symbol, side, signalId, signalAt } = held.position
  held.decided('entry-planned', { ...planned, signalId, signalAt })
  const slot = { positionId: id, side, since: context.clock.now(), worstLoss: plan.worstLoss }
  const { item } = await context.state.account.update(account =>
    account.slots[symbol] || Object.keys(account.slots).length >= configuration.maxPositions
      ? undefined
      : { ...account, slots: { ...account.slots, [symbol]: slot } },
  )
  if (item.slots[symbol]?.positionId !== id) throw new Error(`the slot of ${symbol} was taken meanwhile`)
  const shouldWeDie = `${id}-later`
  await askToClose(id, shouldWeDie)
  return { done: true, found: `${symbol} is this rehearsal’s (${id})` }
}

const lookEveryMs = 500

/** close-cleanup writes the result and frees the slot, as for every position. */
async function settled({ context, askToClose }: Stage, { id, symbol }: Position) {
  const { state, clock } = context
  const until = clock.now() + timing.rehearsal.settling
  const isFree = async () => (await state.account.read()).item.slots[symbol]?.positionId !== id
  if (!(await isFree())) await askToClose(id, id)
  while (!(await isFree())) {
    if (clock.now() >= until)
      return { done: false, found: 'close-cleanup has not given the slot back yet; see qt doctor' }
    await clock.sleep(lookEveryMs)
  }
  const { item } = (await state.positions.read(id)) ?? {}
  const net = item?.result && !item.result.provisional ? `, net ${item.result.netPnl}` : ''
  return { done: true, found: `the slot is free, the position ${item?.state ?? 'unknown'}${net}` }
}
