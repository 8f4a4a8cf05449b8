/** Every kind of notification, and what it reports. */
export const kinds = {
  opened: 'a position was opened, taken over or taken back',
  'protected-late': 'a position had no stop for a while, and has it now',
  'stop-moved': 'a stop followed the price; off unless a channel names it',
  'take-profit': 'a take-profit closed its share',
  closed: 'a position is flat: result, fees, reason, duration',
  emergency: 'a position is closed by force',
  refused: 'signals that were rejected, once an hour together',
  halted: 'entries are halted, by whom and why',
  resumed: 'entries are taken again',
  locked: 'a protection locks entries: which, until when and why',
  unlocked: 'a protection’s lock ended early: a result became known, or an operator lifted it',
  alarm: 'an alarm went off',
  'alarm-over': 'an alarm is over',
  daily: 'what a UTC day came to',
  weekly: 'what a week came to, from Monday to Sunday',
} as const satisfies Readonly<Record<string, string>>

export type Kind = keyof typeof kinds
export const allKinds = Object.keys(kinds) as readonly Kind[]

/** The kinds for a channel that names no events: all but those that happen many times to each position. */
export const toldByDefault: readonly Kind[] = allKinds.filter(kind => kind !== 'stop-moved')
