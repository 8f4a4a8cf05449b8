import { excerpt } from '#domain/printable.ts'
import type { Notification } from '../notification.ts'
import {
  alarmOverText,
  alarmText,
  dailyText,
  haltedText,
  lockedText,
  refusedText,
  resumedText,
  unlockedText,
  weeklyText,
} from './account-texts.ts'
import {
  closedText,
  emergencyText,
  openedText,
  protectedLateText,
  stopMovedText,
  takeProfitText,
} from './position-texts.ts'
import type { Text } from './text.ts'

/** Fields that may hold a stranger's text: a symbol, a source, a reason. */
const longestHeadline = 160
const longestLine = 400

/**
 * A notification in words, marked in front unless real money is at stake. Symbols, sources and reasons are plain text:
 * control characters and direction marks appear as their code numbers.
 */
export function wordsOf(notification: Notification): Text {
  const { headline, lines, ...rest } = textOf(notification)
  const { deployment } = notification
  const mark = deployment === 'live' ? '' : `[${deployment}] `
  return {
    ...rest,
    headline: excerpt(`${mark}${headline}`, longestHeadline),
    lines: lines.map(line => excerpt(line, longestLine)),
  }
}

function textOf(it: Notification): Text {
  switch (it.kind) {
    case 'opened':
      return openedText(it)
    case 'protected-late':
      return protectedLateText(it)
    case 'stop-moved':
      return stopMovedText(it)
    case 'take-profit':
      return takeProfitText(it)
    case 'closed':
      return closedText(it)
    case 'emergency':
      return emergencyText(it)
    case 'refused':
      return refusedText(it)
    case 'halted':
      return haltedText(it)
    case 'resumed':
      return resumedText(it)
    case 'locked':
      return lockedText(it)
    case 'unlocked':
      return unlockedText(it)
    case 'alarm':
      return alarmText(it)
    case 'alarm-over':
      return alarmOverText(it)
    case 'daily':
      return dailyText(it)
    case 'weekly':
      return weeklyText(it)
    case 'test':
      return {
        headline: 'A test: notifications reach this channel',
        lines: [`${it.channel}, sent by qt notify test`],
        urgency: 'normal',
        mark: 'over',
      }
    default:
      return it satisfies never
  }
}
