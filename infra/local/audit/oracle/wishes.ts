import { type Dec, dec } from '#domain/decimal.ts'
import { type AskedFor, askedForBy } from './asked-for.ts'
import { inOurWords } from './in-our-words.ts'
import { protectionsOf, type Wanted } from './protections.ts'

/** What the settings ask for, written from docs/settings.md and not from the product's code. */
export interface Wishes {
  readonly leverage: number
  readonly confidence: Dec
  readonly minSentiment: Dec
  /** By source, for signals that give none. */
  readonly confidences: ReadonlyMap<string, Dec>
  readonly stop: Dec
  readonly takeProfit: Dec
  readonly partial: Dec
  readonly emergency: Dec
  readonly maxPositions: number
  readonly marginFraction: Dec
  readonly maxMargin: Dec
  readonly cooldownMs: number
  readonly signalMaxAgeMs: number
  readonly maxDailyLoss: Dec
  readonly killSwitch: boolean
  /** Whether positions of other clients are adopted. */
  readonly adoptsAll: boolean
  readonly marginType: 'ISOLATED' | 'CROSSED'
  readonly symbols: readonly string[] | undefined
  readonly minStopTicks: Dec
  readonly minStopSpreads: Dec
  readonly ladder: readonly Tier[]
  /** Source → effect of its opposite signals; unlisted sources warn. */
  readonly opposites: ReadonlyMap<string, string>
  readonly protections: readonly Wanted[]
}

/** A tier of the ladder: its profit, the share of it that the stop locks (0: break-even), what it sells and where. */
export interface Tier {
  readonly at: Dec
  readonly lock: Dec
  readonly sellsAt: Dec
  /** Undefined: the rest. */
  readonly share: Dec | undefined
}

type Given = Readonly<Record<string, string | undefined>>

/** The table of settings in docs/settings.md, with their defaults. */
export function wishesOf(given: Given): Wishes {
  const number = (name: string, otherwise: string) => dec(given[name] ?? otherwise)
  return {
    leverage: number('QT_DEFAULT_LEVERAGE', '30').toNumber(),
    confidence: number('QT_CONFIDENCE_THRESHOLD', '0.72'),
    confidences: confidencesIn(given.QT_SOURCES),
    minSentiment: number('QT_MIN_SENTIMENT', '-1'),
    stop: number('QT_SL_PCT', '0.02'),
    takeProfit: number('QT_TP_PCT', '0.03'),
    partial: number('QT_PARTIAL_TP', '0.5'),
    emergency: number('QT_EMERGENCY_PCT', '0.03'),
    maxPositions: number('QT_MAX_POSITIONS', '4').toNumber(),
    marginFraction: number('QT_MARGIN_FRACTION', '0.25'),
    maxMargin: number('QT_MAX_MARGIN_PER_TRADE', '5000'),
    cooldownMs: number('QT_COOLDOWN_SECONDS', '300').toNumber() * 1_000,
    signalMaxAgeMs: number('QT_SIGNAL_MAX_AGE_SECONDS', '60').toNumber() * 1_000,
    maxDailyLoss: number('QT_MAX_DAILY_LOSS', '500'),
    killSwitch: given.QT_KILL_SWITCH === 'on',
    adoptsAll: given.QT_ADOPT === 'all',
    marginType: given.QT_MARGIN_MODE === 'cross' ? 'CROSSED' : 'ISOLATED',
    symbols: listOf(given.QT_SYMBOLS),
    minStopTicks: number('QT_MIN_STOP_TICKS', '5'),
    minStopSpreads: number('QT_MIN_STOP_SPREADS', '2'),
    ladder: ladderOf(given.QT_LADDER),
    opposites: oppositesOf(given.QT_SOURCES),
    protections: protectionsOf(given.QT_PROTECTIONS),
  }
}

const listOf = (text: string | undefined): readonly string[] | undefined =>
  text === undefined || text === 'any' ? undefined : text.split(',').map(each => each.trim())

const oppositesOf = (sources = '{}'): ReadonlyMap<string, string> => {
  const written = JSON.parse(sources) as Record<string, { readonly opposite?: string }>
  return new Map(Object.entries(written).map(([source, { opposite = 'warn' }]) => [source, opposite]))
}

function confidencesIn(text = '{}'): ReadonlyMap<string, Dec> {
  const sources = Object.entries(JSON.parse(text) as Record<string, { readonly confidence?: string }>)
  return new Map(
    sources.flatMap(([source, { confidence }]) =>
      confidence === undefined ? [] : [[source, dec(confidence)] as const],
    ),
  )
}

interface WrittenTier {
  readonly at: string
  readonly stop: 'break-even' | { readonly lock: string }
  readonly takeProfit: { readonly at: string; readonly share: string }
}

const tierOf = ({ at, stop, takeProfit }: WrittenTier): Tier =>
  tier(at, stop === 'break-even' ? '0' : stop.lock, takeProfit.at, takeProfit.share)

const tier = (at: string, lock: string, sellsAt: string, share: string): Tier => ({
  at: dec(at),
  lock: dec(lock),
  sellsAt: dec(sellsAt),
  share: share === 'rest' ? undefined : dec(share),
})

/** The ladders of docs/positions.md. */
const ladders: ReadonlyMap<string, readonly Tier[]> = new Map([
  [
    'standard',
    [
      tier('0.05', '0', '0.08', '0.25'),
      tier('0.10', '0.20', '0.15', '0.25'),
      tier('0.20', '0.40', '0.25', '0.20'),
      tier('0.35', '0.60', '0.45', '0.15'),
      tier('0.60', '0.70', '1.00', 'rest'),
    ],
  ],
  [
    'fee-aware',
    [
      tier('0.10', '0', '0.15', '0.25'),
      tier('0.20', '0.40', '0.30', '0.25'),
      tier('0.35', '0.60', '0.50', '0.25'),
      tier('0.60', '0.70', '1.00', 'rest'),
    ],
  ],
  ['none', []],
])

const ladderOf = (said = 'standard'): readonly Tier[] =>
  ladders.get(said) ?? (JSON.parse(said) as WrittenTier[]).map(tierOf)

/** What one signal asks for beyond the settings. */
export interface Wished extends AskedFor {
  readonly symbol: string
  readonly action: string
  readonly confidence: Dec
  /** How far its sentiment favours the entry: 1 if it has none. */
  readonly favour: Dec
  /** Its timestamp in milliseconds. */
  readonly stampedAt: number
  readonly leverage: number
  readonly stop: Dec
  readonly takeProfit: Dec
  /** As far beyond the stop as in the settings. */
  readonly emergency: Dec
  readonly ladder: readonly Tier[]
  /** Its effect on an open position of the other side: `warn`, `close` or `flip`. */
  readonly opposite: string
}

type Body = Readonly<Record<string, unknown>>

/** Cached: every position is compared with every signal. */
const read = new WeakMap<Wishes, WeakMap<Body, Wished>>()

/** A message read by docs/signals.md's table of fields, in any shape. */
export function wishedBy(body: Body, wishes: Wishes): Wished {
  const known = read.get(wishes) ?? new WeakMap<Body, Wished>()
  read.set(wishes, known)
  const wished = known.get(body) ?? readBy(body, wishes)
  known.set(body, wished)
  return wished
}

function readBy(message: Body, wishes: Wishes): Wished {
  const body = inOurWords(message)
  const { symbol, action, source, timestamp, leverage, stopLossPct, takeProfitPct } = body
  const stop = stopLossPct === undefined ? wishes.stop : dec(String(stopLossPct))
  return {
    symbol: String(symbol),
    action: String(action),
    confidence: dec(String(body.confidence ?? wishes.confidences.get(String(source)) ?? 0)),
    favour:
      body.sentiment === undefined ? dec(1) : dec(String(body.sentiment)).times(action === 'SELL' ? -1 : 1),
    stampedAt: Number(timestamp),
    leverage: leverage === undefined ? wishes.leverage : Number(leverage),
    stop,
    takeProfit: takeProfitPct === undefined ? wishes.takeProfit : dec(String(takeProfitPct)),
    emergency: stop.plus(wishes.emergency).minus(wishes.stop),
    ladder: ladders.get(String(body.ladder)) ?? wishes.ladder,
    opposite: wishes.opposites.get(String(source)) ?? 'warn',
    ...askedForBy(body),
  }
}

/**
 * Replaces a stop given as a price by its distance, as a share of the margin, and moves the emergency level with it.
 */
export function measuredFrom(wished: Wished, from: Dec, leverage: number): Wished {
  const { stopPrice, stop, emergency } = wished
  if (!stopPrice) return wished
  const share = from.minus(stopPrice).abs().times(leverage).div(from)
  return { ...wished, stop: share, emergency: share.plus(emergency).minus(stop) }
}
