import { type Dec, type DecimalString, dec } from '#domain/decimal.ts'
import type { Interval } from './bootstrap.ts'
import type { Tally } from './tally.ts'

/**
 * A trader's first questions, answered in a sentence or two: what a trade makes of its margin after all costs, the
 * fees' part of that, how many winners these wins and losses need (`breakEvenWinRate`) and how many they had, and
 * whether so many trades can be told from luck.
 */
export function verdictOf(all: Tally, interval: Interval | undefined): string {
  const { trades, wins, winRate = '0', breakEvenWinRate, ofMargin } = all
  if (!ofMargin) return 'No position was closed: there is nothing to judge the signals by.'
  const net = dec(ofMargin.net)
  const made = net.isZero()
    ? 'neither win nor lose'
    : `${net.gt(0) ? 'win' : 'lose'} ${percent(net.abs())} of margin per trade`
  const winners = breakEvenWinRate
    ? `they ${net.lt(0) ? 'would need' : 'need'} ${apart(breakEvenWinRate, winRate)}`
    : `${wins === 0 ? 'none' : 'all'} of ${trades} won, so it is not known what share of winners they need`
  return `These signals ${made} after fees; fees are ${percent(dec(ofMargin.fees))}; ${winners}.${luck(trades, interval)}`
}

/** Both shares with as many digits as it takes to tell them apart: whole per cents, or one decimal more. */
function apart(needed: DecimalString, had: DecimalString): string {
  const digits = dec(needed).toFixed(2) === dec(had).toFixed(2) && needed !== had ? 1 : 0
  const shown = (share: DecimalString) => `${dec(share).times(100).toFixed(digits)} %`
  return `${shown(needed)} of winners, they have ${shown(had)}`
}

function luck(trades: number, interval: Interval | undefined): string {
  if (interval && (dec(interval.low).gt(0) || dec(interval.high).lt(0))) return ''
  return ` ${trades === 1 ? 'One trade does' : `${trades} trades do`} not tell that from luck.`
}

/** One decimal, or the first digit that is not 0. */
const percent = (share: Dec): string => {
  const value = share.times(100)
  const text = value.toFixed(1)
  return `${Number(text) === 0 && !value.isZero() ? value.toSignificantDigits(1).toFixed() : text} %`
}
