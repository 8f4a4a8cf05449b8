import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { type Dimension, drawn, grid, parseDimension, sizeOf } from '../../../infra/lab/sweep/space.ts'

describe('the values of a setting', () => {
  test.each([
    ['QT_SL_PCT=0.02,0.05', ['0.02', '0.05']],
    ['QT_SL_PCT=0.02..0.05', ['0.02', '0.03', '0.04', '0.05']],
    ['QT_SL_PCT=0.02..0.10/0.04', ['0.02', '0.06', '0.10']],
    ['QT_SL_PCT=0.02..0.10/0.05', ['0.02', '0.07']],
    ['QT_DEFAULT_LEVERAGE=9..11,30', ['9', '10', '11', '30']],
    ['QT_LADDER=standard,none,standard', ['standard', 'none']],
    [
      'QT_PROTECTIONS=[{"method":"StoplossGuard","trade_limit":3}]',
      ['[{"method":"StoplossGuard","trade_limit":3}]'],
    ],
    [
      'QT_PROTECTIONS=[]|[{"method":"StoplossGuard","trade_limit":3}]',
      ['[]', '[{"method":"StoplossGuard","trade_limit":3}]'],
    ],
    ['QT_SYMBOLS=any|ETHUSDT,BTCUSDT', ['any', 'ETHUSDT,BTCUSDT']],
  ])('%s', (text, values) => {
    expect(parseDimension(text).values).toEqual(values)
  })

  test.each([
    ['QT_SL_PCT', /Expected a setting and its values like .*, got QT_SL_PCT\./],
    ['QT_STOP=1', /There is no setting QT_STOP/],
    ['toString=1', /There is no setting toString/],
    ['QT_PAPER_TRADING=true,false', /QT_PAPER_TRADING cannot be swept\. It chooses the venue/],
    ['QT_SL_PCT=0.02,0.9', /QT_SL_PCT is "0\.9"; allowed is a decimal number from 0\.001 to 0\.5/],
    ['QT_SL_PCT=0.05..0.02', /rising values, got 0\.05 before 0\.02/],
    ['QT_SL_PCT=0.0001..0.5/0.00001', /expected 1 to 10000 rising values, got 49991/],
    ['QT_SL_PCT=0.02..0.05/0', /a step of 0/],
    [
      'QT_PROTECTIONS=[]|[{"method":"CooldownPeriod","trade_limit":2}]',
      /it has no trade_limit; it has stop_duration/,
    ],
  ])('is an error: %s', (text, message) => {
    expect(() => parseDimension(text)).toThrow(message)
  })
})

const dimensions: fc.Arbitrary<readonly Dimension[]> = fc
  .array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 })
  .map(sizes =>
    sizes.map((size, index) => ({
      name: `QT_${index}`,
      values: Array.from({ length: size }, (_, value) => String(value)),
    })),
  )
const texts = (sets: Iterable<object>) => [...sets].map(set => JSON.stringify(set))

test.prop([dimensions, fc.nat({ max: 1_000 })])(
  'the grid has every combination once, and so has a seeded draw',
  (of, seed) => {
    const all = texts(grid(of))
    expect(new Set(all).size).toBe(sizeOf(of))
    expect(texts(drawn(of, seed)).sort()).toEqual(all.toSorted())
    expect(texts(drawn(of, seed))).toEqual(texts(drawn(of, seed)))
  },
)

test('another seed draws in another order, from more combinations than memory holds', () => {
  const many = Array.from({ length: 7 }, (_, index) => ({
    name: `QT_${index}`,
    values: Array.from({ length: 100 }, (_, value) => String(value)),
  }))
  const first = (seed: number) => JSON.stringify(drawn(many, seed).next().value)
  expect(first(1)).not.toBe(first(2))
})
