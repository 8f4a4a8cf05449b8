import * as z from 'zod'
import { dec } from '#domain/decimal.ts'
import { defaultLadder, isRising, type Ladder } from '#domain/ladder.ts'
import { type LadderName, ladders } from '#domain/ladders.ts'
import { jsonText } from './json-text.ts'
import { protectionsBy } from './protections.ts'
import { sourcesBy } from './sources.ts'

/**
 * Every setting of the system: its variable, its default, its allowed values and its purpose. Defaults are written as
 * they would stand in the environment, so both are parsed the same way.
 */
export const settings = z.object({
  QT_DEFAULT_LEVERAGE: whole('30', 1, 125, 'Default leverage'),
  QT_CONFIDENCE_THRESHOLD: decimal('0.72', '0', '1', 'Signals below it are rejected'),
  QT_MIN_SENTIMENT: signedShare('-1', 'Entries whose own sentiment favours them less are rejected'),
  QT_SL_PCT: decimal('0.02', '0.001', '0.5', 'Share of the margin lost at the first stop'),
  QT_TP_PCT: decimal('0.03', '0.001', '10', 'Share of the margin gained at the first take-profit'),
  QT_PARTIAL_TP: decimal('0.5', '0', '1', 'Share of the position that the first take-profit sells'),
  QT_EMERGENCY_PCT: decimal(
    '0.03',
    '0.001',
    '0.9',
    'Beyond this loss of margin a position is closed by force',
  ),
  QT_CHECK_INTERVAL: choice('10', ['5', '10', '15', '20', '30', '60'], 'Seconds between two looks', Number),
  QT_MAX_POSITIONS: whole('4', 1, 40, 'Open positions at once'),
  QT_MARGIN_FRACTION: decimal(
    '0.25',
    '0.001',
    '1',
    'Share of the free balance that one trade takes as margin',
  ),
  QT_MAX_MARGIN_PER_TRADE: decimal('5000', '1', '10000000', 'Cap on the margin of one trade, in quote asset'),
  QT_COOLDOWN_SECONDS: whole('300', 0, 86_400, 'Pause per symbol once a position is flat'),
  QT_SIGNAL_MAX_AGE_SECONDS: whole('60', 5, 3_600, 'Older signals are stale'),
  QT_MAX_DAILY_LOSS: decimal('500', '0', '1000000000', 'No entry that could make the UTC day lose more'),
  QT_KILL_SWITCH: choice(
    'off',
    ['on', 'off'],
    'Whether a new deployment starts with entries halted',
    said => said === 'on',
  ),
  QT_MARGIN_MODE: choice('isolated', ['isolated', 'cross'], 'Margin mode of every position', said => said),
  QT_ADOPT: choice('own', ['own', 'all'], 'Which unmanaged positions to adopt', said => said),
  QT_SYMBOLS: symbolList('any', 'Symbols that may be traded', /^[\p{Lu}\p{Lo}\p{N}]{2,30}$/u),
  QT_QUOTE_ASSETS: symbolList('USDT', 'Quote assets that may be traded', /^[A-Z0-9]{2,30}$/),
  QT_MIN_STOP_TICKS: whole('5', 1, 1_000, 'Least distance of the first stop, in ticks'),
  QT_MIN_STOP_SPREADS: decimal(
    '2',
    '0',
    '100',
    'Least distance of the first stop, × (spread + |last − mark|)',
  ),
  QT_LADDER: ladder('Profit tiers: where each puts the stop and what it sells'),
  QT_SOURCES: sourcesBy('What holds for the signals of one source, by its name'),
  QT_PROTECTIONS: protectionsBy("freqtrade's protections: closed trades that lock entries for a while"),
  QT_PAPER_TRADING: flag('true', 'Trades on the paper venue unless it is false'),
  STAGING_MODE: flag('false', "With QT_PAPER_TRADING=false: true is Binance's demo venue, false is live"),
  QT_PAPER_BALANCE: decimal('10000', '1', '1000000000', 'Starting balance of the paper account, in USDT'),
})

export type Settings = z.output<typeof settings>

/** A variable's allowed values, in words. */
export const allowedBy = (variable: z.ZodType): string => String(variable.meta()?.allowed)

function decimal(preset: string, min: string, max: string, purpose: string) {
  const text = /^\d+(\.\d+)?$/
  return z
    .string()
    .refine(value => text.test(value) && dec(value).gte(min) && dec(value).lte(max))
    .prefault(preset)
    .meta({ allowed: `a decimal number from ${min} to ${max}`, preset, purpose })
}

/** From -1 to 1. */
function signedShare(preset: string, purpose: string) {
  return z
    .string()
    .refine(value => /^-?\d+(\.\d+)?$/.test(value) && dec(value).abs().lte(1))
    .prefault(preset)
    .meta({ allowed: 'a decimal number from -1 to 1', preset, purpose })
}

function whole(preset: string, min: number, max: number, purpose: string) {
  return z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .refine(value => value >= min && value <= max)
    .prefault(preset)
    .meta({ allowed: `a whole number from ${min} to ${max}`, preset, purpose })
}

function choice<const T extends string, R>(
  preset: NoInfer<T>,
  values: readonly T[],
  purpose: string,
  read: (said: T) => R,
) {
  return z
    .literal(values)
    .transform(read)
    .prefault(preset as never)
    .meta({ allowed: values.join(' or '), preset, purpose })
}

function flag(preset: 'true' | 'false', purpose: string) {
  return choice(preset, ['true', 'false'], purpose, said => said === 'true')
}

/** Undefined for `any`. */
function symbolList(preset: string, purpose: string, pattern: RegExp) {
  return z
    .string()
    .transform(text => text.split(',').map(name => name.trim().normalize('NFC')))
    .refine(list => list.every(name => pattern.test(name)) || isAny(list))
    .transform((list): readonly string[] | undefined => (isAny(list) ? undefined : list))
    .prefault(preset)
    .meta({
      allowed: 'names in capitals, separated by commas, like BTCUSDT,ETHUSDT, or any',
      preset,
      purpose,
    })
}

function isAny(list: readonly string[]): boolean {
  return list.length === 1 && list[0] === 'any'
}

function ladder(purpose: string) {
  const share = z.string().regex(/^\d+(\.\d+)?$/, { abort: true })
  const tier = z.strictObject({
    at: share,
    stop: z.union([z.literal('break-even'), z.strictObject({ lock: share })]),
    takeProfit: z.strictObject({ at: share, share: z.union([z.literal('rest'), share]) }),
  })
  const names = Object.keys(ladders) as LadderName[]
  const named = z.literal(names).transform((name): Ladder => ladders[name])
  const written = jsonText.pipe(z.array(tier).min(1).max(10).refine(isRising))
  // As JSON, not by its name: the previous release knows no names, and reads what this one recorded.
  const preset = JSON.stringify(defaultLadder)
  return z.union([named, written]).prefault(preset).meta({
    allowed:
      'standard, fee-aware or none; or JSON of 1 to 10 tiers like {"at":"0.05","stop":"break-even","takeProfit":{"at":"0.08","share":"0.25"}}; a stop may be {"lock":"0.4"}, the last share "rest"; tiers rise, each take-profit lies above its tier and at or below the next, locks never fall and stay below 1, shares sum to at most 1',
    preset,
    purpose,
  })
}
