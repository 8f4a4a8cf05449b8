import { type Dec, dec } from '#domain/decimal.ts'
import { tiersReached } from '#domain/ladder.ts'
import { marginPnl, priceDistance } from '#domain/margin.ts'
import type { Position } from '#domain/position.ts'
import { isCrossed, type Side, sign } from '#domain/side.ts'
import type { PositionLifetime } from '#paper/audit/ledger.ts'
import type { PriceFeed, PriceStep } from '#paper/ports.ts'
import type { Ban } from '#paper/wire/limits.ts'
import { type Find, nameOf } from './findings.ts'
import type { Halted } from './halts.ts'
import type { Refused } from './patience.ts'
import type { Fault } from './weather.ts'

/** The market as it really was, and when nothing could disprove a wrong mark. */
export interface RealMarks {
  readonly feed: PriceFeed
  readonly undenied: readonly Halted[]
  /** The times at which a wrong mark was shown. */
  readonly wrong: readonly Halted[]
  readonly faults: readonly Fault[]
  /** The venue's rejections and bans because of another client that spent an address's weight. */
  readonly refused?: readonly Refused[]
  readonly bans?: readonly Ban[]
}

/**
 * After each of these a process may not read bid and ask for this long, in ms: a loss is believed at the second look.
 */
const waits: Readonly<Record<string, number>> = {
  '418': 25_000,
  '418 with Retry-After': 25_000,
  '429': 60_000,
  'weight spent': 60_000,
}

/**
 * Whether an address was rejected within the minute, or banned: its processes may read neither book nor bid and ask.
 */
const isKeptWaiting = ({ refused = [], bans = [] }: RealMarks, at: number): boolean =>
  refused.some(each => each.at <= at && Math.floor(each.at / 60_000) === Math.floor(at / 60_000)) ||
  bans.some(ban => ban.at <= at && at <= ban.until)

/** The oldest mark on which a look may act. */
const lookMs = 10_000

/** Whatever marks were shown, only a real loss is closed by force, and only a real profit raises a stop. */
export async function byRealMarks(
  real: RealMarks,
  life: PositionLifetime,
  { symbol, side, leverage, settings, protection, tier, closing, entryPrice }: Position,
  find: Find,
): Promise<void> {
  const { feed, undenied, wrong, faults } = real
  if (entryPrice === undefined || life.closedAt === undefined) return
  const marks = async (until: number) =>
    (await feed.steps(symbol, life.openedAt - lookMs, until))
      .map(({ mark }) => dec(mark))
      .sort((a, b) => a.minus(b).times(sign(side)).cmp(0))
  // A function that finds an entry late may find that other clients ended it as well, and decides by the mark of then:
  // it sells nothing.
  const [worst] = await marks(Math.max(life.closedAt, closing?.at ?? 0))
  const best = (await marks(life.closedAt)).at(-1)
  if (!worst || !best) return
  const [entry, level] = [dec(entryPrice), dec(protection.level)]

  const reached = tiersReached(settings.ladder, marginPnl(side, entry, best, leverage))
  if (tier > reached)
    find('P6', `${nameOf(life)} is in tier ${tier}; no mark ever reached more than ${reached}`)
  if (isCrossed(side, level, best))
    find(
      'P6',
      `${nameOf(life)} has its stop at ${protection.level}, which no mark ever passed: ${best} at best`,
    )

  if (
    undenied.some(
      each => each.symbol === symbol && each.from <= (closing?.at ?? 0) && life.openedAt <= each.to,
    )
  )
    return
  const closedAt = closing?.at ?? 0
  if (faults.some(({ kind, at }) => at <= closedAt && closedAt <= at + (waits[kind] ?? -1))) return
  if (isKeptWaiting(real, closedAt)) return
  const beyondLevel = (price: Dec) => level.minus(price).times(sign(side))
  const allowed = priceDistance(entry, dec(settings.emergencyPct).minus(settings.stopLossPct), leverage)
  const isLoss = (price: Dec) =>
    marginPnl(side, entry, price, leverage).lt(dec(settings.emergencyPct).neg()) ||
    (beyondLevel(price).gt(0) && beyondLevel(price).gte(allowed))
  // A wrong mark counts as far as bid and ask confirm it: they may lie where no real mark has been.
  const confirmed = wrong.some(
    each => each.symbol === symbol && each.from <= closedAt && closedAt <= each.to + lookMs,
  )
  const sold = confirmed ? (await feed.steps(symbol, closedAt - lookMs, closedAt)).map(soldAt(side)) : []
  if (closing?.reason === 'emergency' && ![worst, ...sold].some(isLoss))
    find(
      'P6',
      `${nameOf(life)} was closed as an emergency; its worst mark was ${worst}, its stop ${protection.level}`,
    )
  if (closing?.reason === 'stop-crossed' && !isCrossed(side, level, worst))
    find('P6', `${nameOf(life)} was closed past its stop at ${protection.level}; its worst mark was ${worst}`)
}

/** The price at which it sells, in the market as it really is. */
const soldAt =
  (side: Side) =>
  ({ bid, ask }: PriceStep): Dec =>
    dec(side === 'long' ? bid : ask)
