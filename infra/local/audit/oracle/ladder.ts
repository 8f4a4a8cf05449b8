import { dec } from '#domain/decimal.ts'
import { face, greater, type Led } from './cases.ts'
import { earnedAfter, stopFromFill, tightest } from './earned.ts'
import { freeLooks, type Seeing } from './looks.ts'
import type { Mark } from './marks.ts'
import { exitAt, standingAt, stopsAsked, triggerOf } from './orders.ts'
import type { Nearby } from './testimony.ts'
import type { Wishes } from './wishes.ts'

/** The smallest move of a stop: a share of the margin, and a number of ticks. */
const worthMoving = { share: dec('0.005'), ticks: 2 }
/** Until the entry's trades are shown, its fees are estimated; on the tick the result may be off by one. */
const feeTicks = 1

/** Every level against the ladder, at the answered marks. */
export const laddered = (
  testimony: Nearby,
  wishes: Wishes,
  of: Led,
  marks: readonly Mark[],
): readonly string[] => [...tooTight(of, marks), ...tooLoose(testimony, wishes, of, marks)]

/** No stop is requested beyond the first one and what the marks answered by then earn. */
function tooTight(of: Led, marks: readonly Mark[]): readonly string[] {
  const [first] = stopsAsked(of)
  if (!first) return []
  const earned = earnedAfter(
    of,
    marks.map(({ mark }) => mark),
    'most',
  )
  return stopsAsked(of).flatMap(asked => {
    const last = marks.findLastIndex(({ at }) => at <= asked.sentAt)
    const limit = tightest(of, [earned[last] ?? stopFromFill(of), triggerOf(first)])
    const beyond = triggerOf(asked).minus(limit).times(of.sign)
    return beyond.lte(of.rules.tickSize.times(feeTicks).plus(of.off.price))
      ? []
      : [
          `${of.name}: ${asked.params.clientAlgoId} was put at ${triggerOf(asked)}; the marks that were answered earn ${limit}`,
        ]
  })
}

/** After an undisturbed look the earned level stands, unless the move is too small. */
function tooLoose(testimony: Nearby, wishes: Wishes, of: Led, marks: readonly Mark[]): readonly string[] {
  const looks = freeLooks(testimony, wishes, of, marks)
  const seen = looks.map(({ confirmed }) => confirmed.profit)
  const earned = earnedAfter(of, seen, 'least')
  return looks.flatMap((look, index) => {
    const stops = standingAt(of, 'STOP_MARKET', look.to).map(({ triggerPrice }) => dec(triggerPrice))
    const due = earned[index]
    if (!due || stops.length === 0 || isRefusedIn(of, look) || exitAt(of) <= look.to) return []
    const best = tightest(of, stops)
    return due.minus(best).times(of.sign).lte(leastMove(of))
      ? []
      : [
          `${of.name} had its stop at ${best} after the look of ${face(look.from)} at ${look.mark.mark}; ${due} is earned`,
        ]
  })
}

/** A level that the mark has crossed meanwhile cannot be placed (-2021): the next look tries again. */
const isRefusedIn = ({ algoAsked }: Led, { from, to }: Seeing): boolean =>
  algoAsked.some(({ sentAt, answer }) => sentAt >= from && sentAt <= to && answer?.status !== 200)

function leastMove({ rules, off, entryPrice, leverage }: Led) {
  const share = entryPrice.times(worthMoving.share).div(leverage)
  const ticks = greater(rules.tickSize, off.price).times(worthMoving.ticks)
  return greater(ticks, share).plus(rules.tickSize.times(feeTicks)).plus(off.price)
}
