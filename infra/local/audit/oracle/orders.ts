import { type Dec, dec } from '#domain/decimal.ts'
import { type Case, type Led, ownerOf } from './cases.ts'
import { tightest } from './earned.ts'
import { type Asked, codeOf } from './testimony.ts'

/** Its own market orders that close it, oldest first. */
export const exitsOf = ({ orders }: Case) =>
  orders
    .filter(({ clientOrderId }) => ownerOf(clientOrderId)?.purpose === 'c')
    .toSorted((a, b) => a.time - b.time)

/** When its first exit was accepted, or when it was flat, whichever came first. */
export const exitAt = (of: Case): number =>
  Math.min(...exitsOf(of).map(({ time }) => time), of.life.closedAt ?? Number.POSITIVE_INFINITY)

/** Market stops as requested, in order. */
export const stopsAsked = ({ algoAsked }: Case): readonly Asked[] =>
  algoAsked.filter(({ params }) => params.type === 'STOP_MARKET')

export const triggerOf = ({ params }: Asked): Dec => dec(params.triggerPrice ?? '0')

/** The tightest level requested until then. */
export function levelAskedFor(of: Led, at: number): Dec | undefined {
  const levels = stopsAsked(of)
    .filter(({ sentAt }) => sentAt <= at)
    .map(triggerOf)
  return levels.length > 0 ? tightest(of, levels) : undefined
}

/**
 * The same without orders that were refused for good: such a raise did not happen, and the stop before it stays. A
 * stop that was requested again because the tick changed counts at its first level: the coarser tick moved it nearer
 * to the mark than intended.
 */
export function levelLeft(of: Led, at: number): Dec | undefined {
  const asked = stopsAsked(of).filter(({ sentAt }) => sentAt <= at)
  const levels = asked
    .filter(each => !isTurnedDown(each))
    .map(each =>
      triggerOf(asked.find(first => nameOf(first) === nameOf(each) && isTurnedDown(first)) ?? each),
    )
  return levels.length > 0 ? tightest(of, levels) : undefined
}

/**
 * The market is already there, a stop of this kind exists, or no position is shown yet: the level is still wanted.
 */
const stillWanted = [-2021, -1106, -4130, -4509, -4116]

function isTurnedDown(asked: Asked): boolean {
  if (asked.answer?.status !== 400) return false
  const code = codeOf(asked)
  return code !== undefined && !stillWanted.includes(code)
}

const nameOf = ({ params }: Asked): string | undefined => params.clientAlgoId

/** Its live orders of one type at a time: accepted, and neither triggered nor ended. */
export const standingAt = ({ algoOrders }: Case, type: string, at: number) =>
  algoOrders
    .filter(({ orderType }) => orderType === type)
    .filter(
      ({ createTime, triggerTime, endTime }) =>
        createTime <= at && !isPast(triggerTime, at) && !isPast(endTime, at),
    )

/** The venue writes 0 for an event that has not happened. */
const isPast = (time: number, at: number): boolean => time > 0 && time <= at
