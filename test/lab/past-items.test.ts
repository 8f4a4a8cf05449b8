import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fileAside } from '../../infra/lab/file-aside.ts'
import { type Item, type Items, itemsOf, type Key } from '../../infra/lab/items.ts'
import { pastItems } from '../../infra/lab/past-items.ts'

/** More partitions than stay in memory. */
const keys = fc.record({
  pk: fc.oneof(
    fc.nat(150).map(n => `POSITION#${n}`),
    fc.nat(100).map(n => `SIGNAL#${n}`),
    fc.constantFrom('ACCOUNT', 'WATCH'),
  ),
  sk: fc.constantFrom('ITEM', '2025-02-03T00:00:00.000Z#0000', '2025-02-03T00:00:00.000Z#0001'),
})
const steps = fc.array(
  fc.oneof(
    fc.record({ put: keys, n: fc.nat() }),
    fc.record({ get: keys }),
    fc.record({ drop: keys }),
    fc.record({ under: keys }),
  ),
  { minLength: 50, maxLength: 600, size: 'max' },
)

/** All readable items, whatever the order. */
const all = (items: Items) =>
  [...items.partitions()].toSorted().map(pk => [pk, inOrder(items.under(pk))] as const)
const inOrder = (items: readonly Item[]) => items.toSorted((a, b) => (String(a.sk) < String(b.sk) ? -1 : 1))

test('items with their past put aside behave like items in memory', () => {
  const aside = fileAside()
  fc.assert(
    fc.property(steps, script => {
      const [plain, past] = [itemsOf(new Map()), pastItems(aside.put)]
      const both = <T>(does: (items: Items) => T) => [does(plain), does(past)] as const
      for (const step of script) {
        if ('put' in step) both(items => items.keep({ ...step.put, n: step.n }))
        if ('drop' in step) both(items => items.drop(step.drop))
        const read = 'get' in step ? (items: Items) => items.get(step.get as Key) : undefined
        const [expected, got] = read ? both(read) : [undefined, undefined]
        expect(got).toEqual(expected)
        if ('under' in step) {
          const [here, there] = both(items => inOrder(items.under(step.under.pk)))
          expect(there).toEqual(here)
        }
      }
      expect(all(past)).toEqual(all(plain))
    }),
    { numRuns: 40 },
  )
  aside.close()
})
