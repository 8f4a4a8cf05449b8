import type { MarkRange } from './candle-steps.ts'
import type { MinuteCandle, Trade } from './trade-steps.ts'

/** A trade as it is streamed: what one taker took at one price. `id` is that of its last single trade. */
export interface StreamedTrade extends Trade {
  readonly aggregateId: number
  readonly firstId: number
}

/** The mark as it is streamed; times in ms. */
export interface StreamedMark {
  readonly time: number
  readonly mark: string
  readonly nextFundingTime: number
}

export interface Touch {
  readonly bid: string
  readonly ask: string
}

/**
 * What was heard of one symbol without a gap. It begins with the first mark and is whole once the past has been read:
 * from then on it knows everything that a reading would show.
 */
export interface HeardSymbol {
  mark(told: StreamedMark): void
  trade(told: StreamedTrade): void
  book(touch: Touch | undefined): void
  /** All that is known now; undefined unless it is whole and was updated lately. */
  known(now: number): Known | undefined
  /** Takes over trades read while listening; `begunAt` says in which listening period the reading began. */
  readTrades(begunAt: Begun, trades: readonly Trade[]): void
  readMarks(begunAt: Begun, candles: readonly MinuteCandle[]): void
  begun(): Begun | undefined
}

/**
 * Changes whenever a message may have been missed: what was read before then cannot be joined to what is heard later.
 */
export type Begun = number

export interface Known {
  /** The newest trades, oldest first: a thousand or more if there are that many. */
  readonly trades: readonly Trade[]
  /** The marks of each minute, from the first complete one on. */
  readonly minutes: readonly MarkRange[]
  readonly mark: StreamedMark
  readonly book: Touch
}

/** How many trades to keep: as many as one reading returns, plus some seconds of a busy market. */
const keptTrades = 2_000
const keptMinutes = 5
/** A mark is sent each second. */
const silentMs = 3_000
const minuteMs = 60_000

export function heardSymbol(): HeardSymbol {
  let begun: Begun | undefined
  let trades: readonly Trade[] = []
  let newest: StreamedTrade | undefined
  /** Whether aggregate ids have been seen to be consecutive, as Binance's are. */
  let isNumbered = false
  let hasTrades = false
  let minutes: readonly MarkRange[] = []
  let hasMinutes = false
  let mark: StreamedMark | undefined
  let book: Touch | undefined

  const doubt = () => {
    begun = (begun ?? 0) + 1
    ;[trades, hasTrades] = [[], false]
  }

  return {
    begun: () => begun,
    mark: told => {
      begun ??= 0
      if (mark !== undefined && told.time < mark.time) return
      mark = told
      minutes = widened(minutes, { openTime: minuteOf(told.time), high: told.mark, low: told.mark })
    },
    trade: told => {
      if (newest !== undefined && told.aggregateId <= newest.aggregateId) return
      const isNext = newest !== undefined && told.aggregateId === newest.aggregateId + 1
      if (isNumbered && !isNext) doubt()
      isNumbered ||= isNext
      newest = told
      trades = [...trades, told].slice(-keptTrades)
    },
    book: touch => {
      book = touch
    },
    known: now => {
      if (!hasTrades || !hasMinutes || mark === undefined || book === undefined) return undefined
      if (now - mark.time > silentMs) return undefined
      // A minute begins with the current mark: a process that reads on in it asks what the mark reached after that.
      const running = { openTime: minuteOf(now), high: mark.mark, low: mark.mark }
      return { trades, minutes: widened(minutes, running), mark, book }
    },
    readTrades: (begunAt, read) => {
      if (begunAt !== begun || hasTrades) return
      const last = read.at(-1)?.id ?? Number.NEGATIVE_INFINITY
      // If a reading shows part of an aggregate, its price is known: the rest is not added again.
      trades = [...read, ...trades.filter(trade => firstOf(trade) > last)].slice(-keptTrades)
      hasTrades = true
    },
    readMarks: (begunAt, candles) => {
      if (begunAt !== begun || hasMinutes || candles.length === 0) return
      const since = candles[0]?.openTime ?? 0
      minutes = [...candles, ...minutes.filter(({ openTime }) => openTime >= since)].reduce(widened, [])
      hasMinutes = true
    },
  }
}

const firstOf = (trade: Trade | StreamedTrade): number => ('firstId' in trade ? trade.firstId : trade.id)

const minuteOf = (time: number): number => Math.floor(time / minuteMs) * minuteMs

/** The minutes, with one of them widened to this range. */
function widened(minutes: readonly MarkRange[], { openTime, high, low }: MarkRange): readonly MarkRange[] {
  const known = minutes.find(each => each.openTime === openTime)
  if (known === undefined) return [...minutes, { openTime, high, low }].slice(-keptMinutes)
  const wider = {
    openTime,
    high: Number(high) > Number(known.high) ? high : known.high,
    low: Number(low) < Number(known.low) ? low : known.low,
  }
  return minutes.map(each => (each === known ? wider : each))
}
