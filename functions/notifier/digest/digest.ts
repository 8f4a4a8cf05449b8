import { dec, sum } from '#domain/decimal.ts'
import { greatestFall } from '#figures/falls.ts'
import type { Notification, NotificationOf } from '#notifications/notification.ts'
import type { Clock } from '#ports/clock.ts'
import type { ClosedNote, Diary, RefusedNote } from '#ports/diary.ts'
import type { AccountStore } from '#ports/state.ts'
import type { Period } from './period.ts'

export interface DigestContext {
  readonly clock: Clock
  readonly deployment: string
  readonly diary: Pick<Diary, 'between'>
  readonly account: Pick<AccountStore, 'read'>
  /** Hands a notification to the channels that want it. */
  readonly post: (notification: Notification) => Promise<void>
}

/** The asset that a day without trades is reported in. */
const commonAsset = 'USDT'

/**
 * Sums up a period from the notifier's diary and posts it: one notification per traded quote asset for figures, one
 * for refused signals if there were any. Posting it again uses the same id.
 */
export async function digest(context: DigestContext, period: Period): Promise<void> {
  const { from, until } = period
  const notes = await context.diary.between(from, until)
  const refused = notes.filter(each => each.note === 'refused')
  const closed = notes.filter(each => each.note === 'closed')
  for (const told of await summedUp(context, period, { refused, closed })) await context.post(told)
}

async function summedUp(
  context: DigestContext,
  period: Period,
  { refused, closed }: { readonly refused: readonly RefusedNote[]; readonly closed: readonly ClosedNote[] },
): Promise<readonly Notification[]> {
  const { deployment, clock } = context
  const { digest: kind, from, until } = period
  const common = { v: 1 as const, at: clock.now(), deployment, from, until }
  if (kind === 'refused')
    return refused.length === 0
      ? []
      : [{ ...common, kind, id: idOf(period), count: refused.length, ...talliesOf(refused) }]
  const open = await openNow(context)
  const assets = [...new Set(closed.map(({ asset }) => asset))].sort()
  return (assets.length === 0 ? [commonAsset] : assets).map((asset, index) => ({
    ...common,
    ...{ kind, id: `${idOf(period)}/${printableId(asset)}`, asset },
    ...figuresOf(closed.filter(each => each.asset === asset)),
    // Figures that belong to no asset are reported once.
    ...(index === 0 ? { open, refused: talliesOf(refused).byReason } : { open: [], refused: [] }),
  }))
}

const idOf = ({ digest: kind, from }: Period): string =>
  `${kind}/${new Date(from).toISOString().slice(0, kind === 'refused' ? 13 : 10)}`
const printableId = (asset: string): string => asset.replace(/[^\x21-\x7e]/g, '_').slice(0, 60)

type Figures = Omit<
  NotificationOf<'daily'>,
  'kind' | 'v' | 'id' | 'at' | 'deployment' | 'from' | 'until' | 'asset' | 'open' | 'refused'
>

function figuresOf(closed: readonly ClosedNote[]): Figures {
  const known = closed
    .toSorted((a, b) => a.at - b.at || (a.positionId < b.positionId ? -1 : 1))
    .flatMap(({ result }) => result ?? [])
  const nets = known.map(({ net }) => dec(net))
  const total = (name: 'net' | 'fees' | 'funding') => sum(known.map(result => result[name])).toFixed()
  const sorted = nets.toSorted((a, b) => a.cmp(b))
  return {
    trades: known.length,
    won: nets.filter(net => net.gt(0)).length,
    ...{ netPnl: total('net'), fees: total('fees'), funding: total('funding') },
    drawdown: greatestFall(runningOf(nets.map(net => net.toFixed()))).toFixed(),
    best: sorted.at(-1)?.toFixed(),
    worst: sorted[0]?.toFixed(),
    unknown: closed.length - known.length,
  }
}

/** The running sum of results, from 0; each point is a moment later than the previous one. */
function runningOf(nets: readonly string[]) {
  let running = dec(0)
  return ['0', ...nets].map((net, at) => {
    running = running.plus(net)
    return { at, equity: running }
  })
}

/** Counts by reason and by symbol, the most frequent first. */
const talliesOf = (refused: readonly RefusedNote[]) => ({
  byReason: tally(refused.map(({ reason }) => reason)),
  bySymbol: tally(refused.map(({ symbol }) => symbol)),
})

/** More names than an operator reads; a queue's message is limited. */
const mostNames = 100

function tally(names: readonly string[]) {
  const all = [...Map.groupBy(names, name => name)]
    .map(([reason, { length: count }]) => ({ reason, count }))
    .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1))
  const others = all.slice(mostNames)
  const count = others.reduce((total, each) => total + each.count, 0)
  return [...all.slice(0, mostNames), ...(count > 0 ? [{ reason: 'others', count }] : [])]
}

async function openNow({ account }: DigestContext): Promise<NotificationOf<'daily'>['open']> {
  const { slots } = (await account.read()).item
  return Object.entries(slots).map(([symbol, { side, since }]) => ({ symbol, side, since }))
}
