import { signal } from '@preact/signals'
import type { Whole } from '../../shown/change.ts'

/**
 * Announcements for a screen reader whose user is elsewhere on the page: what appeared, ended or stopped, but no
 * prices.
 */
export const announced = signal('')

export function announceChange(before: Whole | undefined, after: Whole): void {
  if (!before) return
  const news = newsOf(before, after)
  if (news.length > 0) announced.value = `${news.join('. ')}.`
}

/** Announces positions that opened or closed, halts and alarms, in words. */
export function newsOf(before: Whole, after: Whole): readonly string[] {
  const [then, now] = [before.now, after.now]
  const positions = compared(then.positions, now.positions, ({ id }) => id)
  const halts = compared(then.account?.halts ?? [], now.account?.halts ?? [], ({ by }) => by)
  const isOn = ({ state }: { readonly state: string }) => state === 'on'
  const alarms = compared(
    then.alarms?.list.filter(isOn) ?? [],
    now.alarms?.list.filter(isOn) ?? [],
    ({ name }) => name,
  )
  return [
    ...positions.came.map(({ symbol, side = '' }) => `${symbol} ${side} opened`),
    ...positions.went.map(({ symbol, side = '' }) => `${symbol} ${side} closed`),
    ...halts.came.map(({ by, why }) => `Entries are halted by ${by}: ${why}`),
    ...halts.went.map(({ by }) => `The halt by ${by} was lifted`),
    ...alarms.came.map(({ name }) => `Alarm ${name} is on`),
    ...alarms.went.map(({ name }) => `Alarm ${name} ended`),
  ]
}

function compared<T>(before: readonly T[], after: readonly T[], keyOf: (entry: T) => string) {
  const [then, now] = [new Set(before.map(keyOf)), new Set(after.map(keyOf))]
  return {
    came: after.filter(entry => !then.has(keyOf(entry))),
    went: before.filter(entry => !now.has(keyOf(entry))),
  }
}
