import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { excerpt, printable, printableJson, shownAsJson } from '#domain/printable.ts'

test.each([
  ['plain text, 币安人生 and 🚀', 'plain text, 币安人生 and 🚀'],
  ['\u001b[31m', '\\u{1b}[31m'],
  ['\u009b31m', '\\u{9b}31m'],
  ['abc\u202edef', 'abc\\u{202e}def'],
  ['one\ntwo', 'one\\u{a}two'],
  ['\ufffe\uffff', '\\u{fffe}\\u{ffff}'],
])('%j is shown as %s', (text, shown) => {
  expect(printable(text)).toBe(shown)
})

test.prop([fc.string({ unit: 'binary' }), fc.nat(20)])(
  'an excerpt of any input is printable and within its limit',
  (text, most) => {
    expect(excerpt(text, most)).toMatch(/^[^\p{C}\p{Zl}\p{Zp}]*$/u)
    expect(Array.from(excerpt(text, most)).length).toBeLessThanOrEqual(most)
  },
)

test.prop([fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ stringUnit: 'binary' }))])(
  'the JSON of any input is printable, in values and field names',
  value => {
    expect(printableJson(value)).toMatch(/^[^\p{C}\p{Zl}\p{Zp}]*$/u)
  },
)

test('printable input gives the same JSON', () => {
  const value = { 币安人生USDT: [1, null, { 'a b': '🚀', c: true }] }
  expect(JSON.parse(printableJson(value))).toEqual(value)
  expect(JSON.parse(printableJson({ '\u001b[31m': ['\u202e'] }))).toEqual({ '\\u{1b}[31m': ['\\u{202e}'] })
})

test('a value is shown at most four levels deep', () => {
  expect(shownAsJson({ a: [1, { b: [[2]] }] })).toBe('{"a":[1,{"b":["…"]}]}')
  let deep: unknown = 1
  for (let level = 0; level < 100_000; level++) deep = [deep]
  expect(shownAsJson(deep)).toBe('[[[["…"]]]]')
  expect(shownAsJson(undefined)).toBe('nothing')
})
