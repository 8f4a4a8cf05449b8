import { type Dec, dec } from '#domain/decimal.ts'
import type { Ladder } from '#domain/ladder.ts'
import { tellsLess } from './notify.ts'
import { speaksMore } from './rule.ts'
import { type EffectiveValues, meaningOf, type Name, names, type Values } from './said.ts'
import { trustsMore } from './sources.ts'
import { protectsLess } from './stricter-protections.ts'

/** Whether a change lets more be lost, or less be noticed; `because` says the consequence. */
interface Direction<T> {
  readonly loosens: (before: T, after: T) => boolean
  readonly because: string
}

/** One row for each value: which way is looser. */
const directions: { readonly [N in Name]: Direction<Values[N]> } = {
  QT_DEFAULT_LEVERAGE: upwards('a larger position on the same margin'),
  QT_CONFIDENCE_THRESHOLD: downwards('weaker signals are entered'),
  QT_MIN_SENTIMENT: downwards('entries with weaker sentiment are taken'),
  QT_SL_PCT: upwards('a position loses more at its stop'),
  QT_TP_PCT: neither(),
  QT_PARTIAL_TP: neither(),
  QT_EMERGENCY_PCT: upwards('a position loses more before it is closed by force'),
  QT_CHECK_INTERVAL: upwards('positions are looked at less often'),
  QT_MAX_POSITIONS: upwards('more positions may lose at once'),
  QT_MARGIN_FRACTION: upwards('a trade takes more of the balance'),
  QT_MAX_MARGIN_PER_TRADE: upwards('a trade may take more margin'),
  QT_COOLDOWN_SECONDS: downwards('a symbol is entered again sooner'),
  QT_SIGNAL_MAX_AGE_SECONDS: upwards('older signals are entered'),
  QT_MAX_DAILY_LOSS: upwards('a day may lose more'),
  QT_KILL_SWITCH: towards(false, 'a new deployment starts with entries on'),
  QT_MARGIN_MODE: towards('cross', 'a position may lose the whole account’s balance'),
  QT_ADOPT: towards('all', 'positions that others opened are taken over'),
  QT_SYMBOLS: widened('more symbols are traded'),
  QT_QUOTE_ASSETS: widened('more quote assets are traded'),
  QT_MIN_STOP_TICKS: downwards('entries with stops nearer to the noise are taken'),
  QT_MIN_STOP_SPREADS: downwards('entries with stops nearer to the noise are taken'),
  QT_LADDER: { loosens: locksLess, because: 'the stop protects less at some level of profit' },
  QT_SOURCES: { loosens: trustsMore, because: 'a source is trusted with more' },
  QT_PROTECTIONS: { loosens: protectsLess, because: 'entries are locked less' },
  QT_PAPER_TRADING: towards(false, 'orders go to Binance'),
  STAGING_MODE: towards(false, 'with QT_PAPER_TRADING=false it is real money'),
  QT_PAPER_BALANCE: neither(),
  region: {
    loosens: (before, after) => before !== after,
    because: 'it is another deployment beside this one',
  },
  egress: {
    loosens: (before, after) => before === 'fixed' && after !== 'fixed',
    because: 'requests come from addresses that strangers share',
  },
  reserve: towards('false', 'nothing is reserved for the watch'),
  quota: neither(),
  webhook: towards('true', 'signals are taken from the internet, from whichever client has a token'),
  sentinel: towards('false', 'what happens on the exchange waits for the next tick'),
  rule: { loosens: speaksMore, because: 'a rule makes signals that none made before' },
  notify: { loosens: tellsLess, because: 'some grave event reaches no channel any more' },
  alarmEmail: towards('none', 'alarms are not mailed'),
  tags: neither(),
}

export interface Loosening {
  readonly name: Name
  readonly before: string
  readonly after: string
  readonly because: string
}

/** What became looser from before to after; both hold allowed texts for the names they share. */
export function loosenings(before: EffectiveValues, after: EffectiveValues): readonly Loosening[] {
  return names.flatMap(name => {
    const [old, next] = [before[name].value, after[name].value]
    const because = whyLooser(name, old, next)
    return because === undefined ? [] : [{ name, before: old, after: next, because }]
  })
}

/** What a change of one value makes looser; undefined if nothing. */
export function whyLooser<N extends Name>(name: N, before: string, after: string): string | undefined {
  const { loosens, because }: Direction<Values[N]> = directions[name]
  return loosens(meaningOf(name, before), meaningOf(name, after)) ? because : undefined
}

function upwards(because: string): Direction<string | number> {
  return { loosens: (before, after) => dec(after).gt(before), because }
}

function downwards(because: string): Direction<string | number> {
  return { loosens: (before, after) => dec(after).lt(before), because }
}

/** One of the two values is the looser one. */
function towards<T>(looser: NoInfer<T>, because: string): Direction<T> {
  return { loosens: (before, after) => before !== looser && after === looser, because }
}

/** Undefined means any. */
function widened(because: string): Direction<readonly string[] | undefined> {
  return {
    loosens: (before, after) =>
      before !== undefined && (after === undefined || after.some(name => !before.includes(name))),
    because,
  }
}

/** A choice of strategy: it moves where profit is taken, not what can be lost. */
function neither(): Direction<unknown> {
  return { loosens: () => false, because: '' }
}

/** The locks of a ladder only rise, so the new ladder comes closest to the old one at the old one's tiers. */
function locksLess(before: Ladder, after: Ladder): boolean {
  return before.some(({ at }) => lockAt(after, dec(at)).lt(lockAt(before, dec(at))))
}

/** The share of the profit that the stop holds at a margin PnL; below zero before the first tier. */
function lockAt(ladder: Ladder, pnl: Dec): Dec {
  const stop = ladder.findLast(tier => pnl.gte(tier.at))?.stop
  if (stop === undefined) return dec(-1)
  return dec(stop === 'break-even' ? 0 : stop.lock)
}
