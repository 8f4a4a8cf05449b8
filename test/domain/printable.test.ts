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
  'whatever was sent, an excerpt is printable and no longer than it may be',
  (text, most) => {
    expect(excerpt(text, most)).toMatch(/^[^\p{C}\p{Zl}\p{Zp}]*$/u)
    expect(Array.from(excerpt(text, most)).length).toBeLessThanOrEqual(most)
  },
)

test.prop([fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ stringUnit: 'binary' }))])(
  'whatever was sent, its JSON is printable in values and in names of fields',
  value => {
    expect(printableJson(value)).toMatch(/^[^\p{C}\p{Zl}\p{Zp}]*$/u)
  },
)

test('what is printable already is the same JSON', () => {
  const value = { 币安人生USDT: [1, null, { 'a b': '🚀', c: true }] }
  expect(JSON.parse(printableJson(value))).toEqual(value)
  expect(JSON.parse(printableJson({ '\u001b[31m': ['\u202e'] }))).toEqual({ '\\u{1b}[31m': ['\\u{202e}'] })
})

test('a value is shown four levels deep, however deep it is', () => {
  expect(shownAsJson({ a: [1, { b: [[2]] }] })).toBe('{"a":[1,{"b":["…"]}]}')
  let deep: unknown = 1
  for (let level = 0; level < 100_000; level++) deep = [deep]
  expect(shownAsJson(deep)).toBe('[[[["…"]]]]')
  expect(shownAsJson(undefined)).toBe('nothing')
})
