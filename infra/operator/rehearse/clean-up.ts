import type { Refusal } from '#domain/admission.ts'
import { answered } from '#domain/events/answer.ts'
import { timing } from '#domain/timing.ts'
import type { Context, HeldPosition } from '#ports/context.ts'
import type { ExchangePosition } from '#ports/exchange.ts'
import { abandonEntry } from '#position/abandon.ts'
import { beginClosing } from '#position/begin-closing.ts'
import { concludeEntry } from '#position/conclude-entry.ts'
import { exitAtOnce } from '#position/first-stop.ts'
import { LostLease } from '#position/lease.ts'
import { awaitEntry } from '#position/resolve-entry.ts'
import { standingOrders } from '#position/standing-orders.ts'

/** What cleaning up needs: the uninterruptible context, and what was sent. */
export interface Cleaning {
  readonly context: Context
  readonly held: HeldPosition
  /** Client ids of the conditional orders that may stand, listed or not. */
  readonly sentIds: () => readonly string[]
  say(line: string): void
}

const notEntered: Refusal = { reason: 'no-fill', detail: 'the rehearsal ended before it had a position' }
const betweenAttempts = 2_000

/**
 * Closes and cancels everything: tries until the exchange shows no position and no order, or time runs out. Returns
 * what remains, in words.
 */
export async function cleanUp(cleaning: Cleaning): Promise<readonly string[]> {
  const { clock } = cleaning.context
  const until = clock.now() + timing.rehearsal.cleaning
  for (;;) {
    try {
      await endEntry(cleaning)
      await sellAll(cleaning)
      await emptyBooks(cleaning)
      return []
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      if (clock.now() >= until) return [why, ...(await stillThere(cleaning))]
      cleaning.say(`Cleaning up is not done yet: ${why}`)
      await clock.sleep(betweenAttempts)
    }
  }
}

/**
 * Looks for the sent entry until it can no longer take effect; a position that it opened must be closed, by this
 * process or by close-cleanup.
 */
async function endEntry({ context, held, say }: Cleaning): Promise<void> {
  const { state, entry } = held.position
  if (state === 'entering' && entry.sentAt === undefined) return abandonEntry(context, held, notEntered)
  if (state === 'entering') {
    const outcome = await awaitEntry(context, held.position)
    const never = outcome.entry === 'never'
    const end = await concludeEntry(
      context,
      held,
      never ? { ...outcome, refusal: notEntered } : outcome,
      'operator',
    )
    if (end.entry === 'unknown') throw new Error('the entry is not found yet, and may still happen')
  }
  if (held.position.state !== 'open') return
  await beginClosing(context, held, 'operator').catch(error => {
    if (!(error instanceof LostLease)) throw error
    say('The watch has taken the position over meanwhile; it is closed all the same.')
  })
}

const mostExits = 12
const betweenZeroReads = 2_000

/**
 * Sells at market, reduce-only, until the exchange has shown nothing open several times. Unless it just sold, it also
 * waits as long as a list may predate the entry. Returns the number of sell orders.
 */
export async function sellAll(cleaning: Cleaning, mostZeroReads = 2): Promise<number> {
  const { context, held } = cleaning
  const { entry, openedAt = 0 } = held.position
  if (entry.sentAt === undefined) return 0
  let zeroReads = 0
  for (let sent = 0; sent < mostExits; ) {
    const open = await openOf(held, context)
    if (!open) {
      zeroReads += 1
      if (zeroReads >= mostZeroReads) return sent
      const shownFrom = Math.max(entry.sentAt, openedAt) + timing.missing
      const unshownMs = sent > 0 ? 0 : shownFrom - context.clock.now()
      await context.clock.sleep(Math.max(betweenZeroReads, unshownMs))
      continue
    }
    zeroReads = 0
    sent += 1
    const exit = await exitAtOnce(context, held.position, open.quantity)
    held.note('close-sent', exit)
    if (exit.outcome === 'accepted') continue
    if (exit.outcome === 'refused') await makeRoom(cleaning)
    await context.clock.sleep(betweenAttempts)
  }
  throw new Error(`${held.position.symbol} is not flat after ${mostExits} orders`)
}

/** Cancels resting orders that reduce: they may block an exit (-2022, -4118). The primary stop stays. */
async function makeRoom(cleaning: Cleaning): Promise<void> {
  const standing = await ownOrders(cleaning)
  for (const { clientId, cancel } of standing.filter(({ owner }) => owner?.purpose !== 'primary')) {
    const answer = answered(await cancel())
    cleaning.held.note('order-cancelled', { clientId, because: 'it stood in the way of closing', ...answer })
  }
}

async function openOf(
  { position }: HeldPosition,
  { exchange }: Context,
): Promise<ExchangePosition | undefined> {
  const open = await exchange.position(position.symbol)
  return open?.side === position.side ? open : undefined
}

const mostRounds = 5

/**
 * Cancels the position's orders in both books, one after another, until both are read empty. Orders that were sent but
 * are not listed are asked for by client id: a list may be late.
 */
export async function emptyBooks(cleaning: Cleaning): Promise<void> {
  const { context, held, sentIds } = cleaning
  const { symbol } = held.position
  for (let round = 0; round < mostRounds; round++) {
    const standing = await ownOrders(cleaning)
    for (const { clientId, cancel } of standing) {
      const answer = answered(await cancel())
      held.note('order-cancelled', { clientId, because: 'the rehearsal is over', ...answer })
    }
    const unshown = sentIds().filter(id => !standing.some(({ clientId }) => clientId === id))
    const alive: string[] = []
    for (const id of unshown) {
      const order = await context.exchange.algoOrder(symbol, id)
      if (order?.status === 'NEW') alive.push(id)
    }
    for (const id of alive) await context.exchange.cancelAlgo(symbol, id)
    if (standing.length + alive.length === 0) return held.note('books-empty', { rounds: round })
    await context.clock.sleep(200)
  }
  throw new Error(`${symbol} still shows orders after ${mostRounds} rounds of cancelling`)
}

async function ownOrders({ context, held }: Cleaning) {
  const standing = await standingOrders(context.exchange, held.position.symbol)
  return standing.filter(({ owner }) => owner?.positionId === held.position.id)
}

async function stillThere(cleaning: Cleaning): Promise<readonly string[]> {
  const { context, held } = cleaning
  const unread = (error: unknown) => [`it cannot be read what is left: ${(error as Error).message}`]
  const open = async () => {
    const left = await openOf(held, context)
    return left ? [`${left.side} ${left.quantity} ${held.position.symbol} is open`] : []
  }
  const orders = async () => (await ownOrders(cleaning)).map(({ clientId }) => `order ${clientId} stands`)
  return (await Promise.all([open().catch(unread), orders().catch(unread)])).flat()
}
