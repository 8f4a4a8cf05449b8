import { expect, test } from 'vitest'
import type { Kind } from '#notifications/kinds.ts'
import type { Notification } from '#notifications/notification.ts'
import { fittedLines } from '#notifications/words/text.ts'
import { wordsOf } from '#notifications/words/words-of.ts'
import { examples } from './examples.ts'

const said: Readonly<Record<Kind, readonly string[]>> = {
  opened: ['ETHUSDT long opened at 2500.5', '1.249, 30x, stop 2498.34', 'from xgboost, fees 1.25 USDT'],
  'protected-late': ['ETHUSDT long had no stop, and has it now', 'stop 2498.34, 12 s after it was opened'],
  'stop-moved': ['ETHUSDT long: stop 2498.34 → 2510', 'tier 1, mark 2530.1'],
  'take-profit': ['ETHUSDT long: take-profit closed 0.624', 'at 2530, tier 1'],
  closed: [
    'ETHUSDT long closed: -2.10 USDT',
    'first-stop at 2498.3, held 65 min',
    'gross -1.70, fees 0.40, funding +0.00',
    '-2.02 % of 104.10 margin',
  ],
  emergency: ['ETHUSDT long is closed by force', 'emergency, it lost more than its stop allows'],
  refused: ['3 signals rejected, 02:07 to 02:07 UTC', '2 × cooldown, 1 × stale', '3 × ETHUSDT'],
  halted: ['Entries are halted by operator', 'lunch', 'open positions stay protected'],
  resumed: ['Entries are taken again', 'the halt by operator is lifted'],
  locked: [
    'Entries are locked until 02:37 UTC: every symbol long',
    'stoploss-guard: 2 stops within 60 minutes, and 2 is the limit',
    'open positions stay protected',
  ],
  unlocked: [
    'Entries are locked by stoploss-guard only until 02:17 UTC: every symbol long',
    'a result became known; the lock was to last until 02:37 UTC',
  ],
  alarm: [
    'Alarm: LookNow',
    'A position needs the operator.',
    'Threshold Crossed: 1 datapoint [1.0] was greater than 0',
  ],
  'alarm-over': ['Alarm over: LookNow', 'Threshold Crossed no more'],
  daily: [
    '2025-02-02: +12.35 USDT from 5 trades',
    '3 of 5 won (60 %)',
    'fees 3.20, funding -0.11, drawdown 4.00 USDT',
    'best +9.00, worst -4.00',
    '1 result not known yet, in no figure',
    'open: SOLUSDT short (2 h 5 min)',
    'rejected: 2 × cooldown',
  ],
  weekly: [
    'Week from 2025-01-27: +12.35 USDT from 5 trades',
    '3 of 5 won (60 %)',
    'fees 3.20, funding -0.11, drawdown 4.00 USDT',
    'best +9.00, worst -4.00',
    '1 result not known yet, in no figure',
    'open: SOLUSDT short (2 h 5 min)',
    'rejected: 2 × cooldown',
  ],
}
const spoken = (notification: Notification) => {
  const { headline, lines } = wordsOf({ ...notification, deployment: 'live' })
  return [headline, ...lines]
}

test.each(Object.entries(said))('%s reads as it should', (kind, words) => {
  expect(spoken(examples[kind as Kind])).toEqual(words)
})

test('a notification of paper or demo money begins by saying so', () => {
  expect(wordsOf({ ...examples.opened, deployment: 'demo' }).headline).toMatch(/^\[demo\] ETHUSDT/)
})

test.each<[string, Notification, readonly string[]]>([
  ['a position without a stop', { ...examples.opened, isProtected: false }, ['1.249, 30x, no stop yet']],
  [
    'a position that was taken over',
    { ...examples.opened, how: 'taken-over', fees: undefined },
    ['ETHUSDT long taken over from another client at 2500.5', 'from xgboost'],
  ],
  [
    'a close without its result',
    {
      ...examples.closed,
      ...{ result: 'pending', exitPrice: undefined, netPnl: undefined, estimate: '-3', fees: undefined },
      ...{ grossPnl: undefined, funding: undefined },
    },
    [
      'ETHUSDT long closed, result not known yet',
      'first-stop, held 65 min',
      'about -3.00 USDT as far as history shows it',
    ],
  ],
  [
    'a result that became known later',
    { ...examples.closed, result: 'amended' },
    ['ETHUSDT long was closed: -2.10 USDT'],
  ],
  [
    'a lifted halt beside another',
    { ...examples.resumed, isOpen: false },
    ['The halt by operator is lifted, another one stands'],
  ],
  [
    'a day without trades',
    { ...examples.daily, trades: 0, won: 0, unknown: 0, open: [], refused: [] },
    ['2025-02-02: no trade was closed', 'open: none'],
  ],
  [
    'a long list',
    { ...examples.refused, byReason: Array.from({ length: 9 }, (_, n) => ({ reason: `r${n}`, count: 1 })) },
    ['1 × r0, 1 × r1, 1 × r2, 1 × r3, 1 × r4, 1 × r5 and 3 more'],
  ],
])('%s has its own wording', (_, notification, lines) => {
  expect(spoken(notification)).toEqual(expect.arrayContaining([...lines]))
  if (notification.kind === 'daily' || (notification.kind === 'closed' && notification.result === 'pending'))
    expect(spoken(notification)).toEqual(lines)
})

test('a text that is too long is cut between two characters, and later texts are left out', () => {
  const within = (most: number) => (written: string) => Buffer.byteLength(written) <= most
  const lines = ['headline', '🟢🟢🟢', 'more']
  expect(fittedLines(lines, within(100))).toBe('headline\n🟢🟢🟢\nmore')
  expect(fittedLines(lines, within(20))).toBe('headline\n🟢🟢…')
  expect(fittedLines(lines, within(9))).toBe('headline')
  expect(fittedLines(lines, within(6))).toBe('hea…')
})
