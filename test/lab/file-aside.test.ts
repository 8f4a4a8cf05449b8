import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FileAside, fileAside } from '../../infra/lab/file-aside.ts'
import { isUnwritten } from '../../infra/local/play/place.ts'

let folder: string
let aside: FileAside
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quantum-trader-aside-'))
  aside = fileAside(folder)
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

test('items put aside are read back equal, in any order, and leave no file', () => {
  const values = fc.array(fc.record({ text: fc.string({ unit: 'binary' }), list: fc.array(fc.integer()) }))
  fc.assert(
    fc.property(values, all => {
      const kept = all.map(each => aside.put(each))
      expect(readdirSync(folder)).toEqual([])
      expect(kept.toReversed().map(read => read())).toEqual(all.toReversed())
      const [first] = kept
      aside.put('later')
      expect(first?.()).toEqual(all[0])
    }),
  )
  aside.close()
})

test('an item larger than one write is read back too, between others', () => {
  const large = 'ä'.repeat(1_000_000)
  const [before, within, after] = [aside.put(1), aside.put({ large }), aside.put([2])]
  expect([before(), within(), after()]).toEqual([1, { large }, [2]])
  aside.close()
})

test('a closed file gives out nothing', () => {
  const read = aside.put({ a: 1 })
  expect(read()).toEqual({ a: 1 })
  aside.close()
  expect(read).toThrow(/EBADF/)
})

test('after a full disk nothing is accepted or given out: the play must not continue from a fault', () => {
  const kept = aside.put({ a: 1 })
  expect(kept()).toEqual({ a: 1 })
  aside.close()
  const refusals = [() => aside.put('ä'.repeat(1_000_000)), () => aside.put(1), kept].map(refusalOf)
  expect(refusals.map(isUnwritten)).toEqual([true, true, true])
  expect(String(refusals[0])).toContain(
    `The lab keeps finished parts of the run in ${folder} meanwhile (TMPDIR names`,
  )
})

test('a missing folder is an error with its name and how to name another', () => {
  const error = refusalOf(() => fileAside(join(folder, 'none')))
  expect(isUnwritten(error)).toBe(true)
  expect(String(error)).toMatch(/in .*none meanwhile \(TMPDIR names another folder\): ENOENT/)
})

function refusalOf(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}
