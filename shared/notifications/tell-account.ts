import type { Change, StoredItem } from './change.ts'
import type { Notification } from './notification.ts'

/** Who halted entries and who lets them go on, from the account item before and after a change. */
export function tellAccount({ now, before, at }: Change, deployment: string): readonly Notification[] {
  if (now === undefined) return []
  const [old, halts] = [haltsIn(before), haltsIn(now)]
  const common = (kind: string, by: string) => ({
    v: 1 as const,
    id: `account/${String(now.version)}/${kind}/${by.replace(/[^\x21-\x7e]/g, '_').slice(0, 60)}`,
    at,
    deployment,
  })
  const isOpen = Object.keys(halts).length === 0
  return [
    ...Object.entries(halts)
      .filter(([by]) => !Object.hasOwn(old, by))
      .map(([by, why]) => ({ kind: 'halted' as const, ...common('halted', by), by, why })),
    ...Object.keys(old)
      .filter(by => !Object.hasOwn(halts, by))
      .map(by => ({ kind: 'resumed' as const, ...common('resumed', by), by, isOpen })),
  ]
}

const haltsIn = (item: StoredItem | undefined): Readonly<Record<string, string>> =>
  (item?.body as { readonly halts?: Readonly<Record<string, string>> } | undefined)?.halts ?? {}
