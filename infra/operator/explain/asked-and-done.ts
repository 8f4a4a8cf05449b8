import { ruleInTodaysWords } from '#decisions/former-words.ts'
import type { SignalInputs } from '#decisions/record.ts'
import { Dec, type DecimalString, dec } from '#domain/decimal.ts'
import type { EntryBasis } from '#domain/entry-plan.ts'
import type { Decision, Rule } from '#domain/events/deciding.ts'
import type { JournalName } from '#domain/events/journal.ts'
import type { Position, Rung } from '#domain/position.ts'
import type { CloseWish, StoredEntry, Verdict } from '#ports/state.ts'
import { type Wished, wishedBy, wishesOf } from '../../local/audit/oracle/wishes.ts'
import { percent } from '../../terminal/amounts.ts'
import { clockTime } from '../../terminal/time.ts'

/** Something that was asked for, and what was done about it, according to the records alone. */
export interface Point {
  /** The promise it belongs to: a CLOSE is heard, a position is as told. */
  readonly promise: 'heard' | 'as-told'
  readonly what: string
  readonly asked: string
  readonly done: string
  /** Undefined: not due yet. */
  readonly held: boolean | undefined
}

/** The operator's records of a position. */
export interface Recorded {
  readonly position: Position
  readonly journal: readonly StoredEntry[]
  /** The signal's verdict; verdicts are kept for a month. */
  readonly judged?: Verdict
  readonly closeWish?: CloseWish
  readonly intervalMs: number
  readonly now: number
}

/**
 * Compares what a signal and the settings asked for with what was done. It works from the original message and uses
 * none of the product's rules. Empty when the message is gone, was cut, or never existed, as for a position that was
 * taken over.
 */
export function askedAndDone(recorded: Recorded): readonly Point[] {
  const { position, judged } = recorded
  const asked = position.entryPrice === undefined ? undefined : askedBy(position, judged)
  return [...(asked ? opened(recorded, asked, position.entryPrice ?? '') : []), ...heard(recorded)]
}

function askedBy(position: Position, judged: Verdict | undefined): Wished | undefined {
  const { settings, requestedLeverage } = position
  const defaulted = judged?.confidenceDefaulted
  // A position keeps the settings it was opened with; the verdict keeps the confidence that the gate used.
  const kept = wishesOf({
    QT_DEFAULT_LEVERAGE: String(requestedLeverage),
    QT_SL_PCT: settings.stopLossPct,
    QT_TP_PCT: settings.takeProfitPct,
    ...(defaulted && {
      QT_SOURCES: JSON.stringify({ [position.source]: { confidence: judged?.confidence } }),
    }),
  })
  try {
    return judged && wishedBy(JSON.parse(judged.message) as Record<string, unknown>, kept)
  } catch {
    return undefined
  }
}

/** Side, confidence, leverage, size, first stop and first take-profit of an entry that was filled. */
function opened(
  { position, journal, judged }: Recorded,
  asked: Wished,
  entryPrice: DecimalString,
): readonly Point[] {
  const { side, symbol, leverage, entry, rules } = position
  const basis = latest<EntryBasis>(journal, 'plan-entry', 'inputs')
  const [first] = latest<readonly Rung[]>(journal, 'plan-rungs', 'outcome') ?? []
  const stop = journal.find(({ event }) => event === ('entry-filled' satisfies JournalName))?.stop
  const fresh = latest<SignalInputs>(judged?.decisions ?? [], 'admit-signal', 'inputs')
  const { confidenceThreshold } = fresh?.settings ?? {}
  const sign = side === 'long' ? 1 : -1
  const levelAt = (from: DecimalString, share: Dec) =>
    dec(from).times(share.div(leverage).times(sign).plus(1))
  const offeredAt = asked.takeProfits?.[0]?.price
  const gained = (price: Dec) => price.minus(entryPrice).times(sign).times(leverage).div(entryPrice)
  const tick = Dec.max(rules.tickSize, basis?.rules.tickSize ?? 0)
  const level = (what: string, { due, done }: { readonly due: Dec; readonly done: unknown }, share: Dec) =>
    asTold(what, {
      asked: `${due.toSignificantDigits(8)}, ${percent(share)} of margin`,
      done: String(done),
      held: due.minus(String(done)).abs().lt(tick),
    })
  return [
    asTold('side', {
      asked: `${asked.action} ${asked.symbol}`,
      done: `${side} ${symbol}`,
      held: asked.symbol === symbol && asked.action === (side === 'long' ? 'BUY' : 'SELL'),
    }),
    ...(confidenceThreshold === undefined
      ? []
      : [
          asTold('confidence', {
            asked: `at least ${confidenceThreshold}`,
            done: asked.confidence.toFixed(),
            held: asked.confidence.gte(confidenceThreshold),
          }),
        ]),
    asTold('leverage', {
      asked: `at most ${asked.leverage}x`,
      done: `${leverage}x`,
      held: leverage <= asked.leverage,
    }),
    ...(basis ? [sized(basis, position, asked)] : []),
    ...(stop === undefined
      ? []
      : [
          level(
            'first stop',
            { due: asked.stopPrice ?? levelAt(entry.touchPrice, asked.stop.neg()), done: stop },
            asked.stop,
          ),
        ]),
    ...(first?.tier === 0
      ? [
          level(
            'first take-profit',
            { due: offeredAt ?? levelAt(entryPrice, asked.takeProfit), done: first.triggerPrice },
            offeredAt ? gained(offeredAt) : asked.takeProfit,
          ),
        ]
      : []),
  ]
}

/**
 * The quantity that the position's share of the free balance then buys at the touch, at most what the signal asks for.
 */
function sized(
  { quote, freeBalance, limits }: EntryBasis,
  { side, leverage, entry }: Position,
  { size }: Wished,
): Point {
  const margin = Dec.min(dec(freeBalance).times(limits.marginFraction), limits.maxMarginPerTrade)
  const touch = dec(side === 'long' ? quote.ask : quote.bid)
  const buys = margin.times(leverage).div(touch)
  const told = size?.(dec(freeBalance), leverage, touch)
  const most = told ? Dec.min(buys, told) : buys
  return asTold('quantity', {
    asked: `at most ${most.toSignificantDigits(8)}, ${told?.lt(buys) ? 'what the signal asks for' : `what ${margin.toFixed(2)} of margin buys`}`,
    done: entry.quantity,
    held: most.gte(entry.quantity),
  })
}

/** Two looks, and as long again for the way from the gate to the executor. */
const ticksToClose = 3

function heard({ position, journal, closeWish, intervalMs, now }: Recorded): readonly Point[] {
  if (!closeWish) return []
  const due = closeWish.at + ticksToClose * intervalMs
  const sent = journal.find(({ event }) => event === ('close-sent' satisfies JournalName))?.at
  const ended = Math.min(sent ?? Number.POSITIVE_INFINITY, position.closedAt ?? Number.POSITIVE_INFINITY)
  const open = ended === Number.POSITIVE_INFINITY
  return [
    {
      promise: 'heard',
      what: 'close',
      asked: `at ${clockTime(closeWish.at)}, by ${clockTime(due)}`,
      done: open ? 'no exit yet' : `exit at ${clockTime(ended)}`,
      held: open && now <= due ? undefined : ended <= due,
    },
  ]
}

const asTold = (what: string, point: Pick<Point, 'asked' | 'done' | 'held'>): Point => ({
  promise: 'as-told',
  what,
  ...point,
})

/** The last decision of a rule: its inputs, or its result. */
function latest<T>(
  entries: readonly (StoredEntry | Decision)[],
  rule: Rule,
  part: 'inputs' | 'outcome',
): T | undefined {
  const found = entries.findLast(
    (entry): entry is Decision =>
      typeof entry.rule === 'string' &&
      ruleInTodaysWords(entry.rule) === rule &&
      typeof entry[part] === 'string',
  )
  return found && (JSON.parse(found[part]) as T)
}
