import { expect } from 'vitest'
import type { SymbolRules } from '#paper/rules.ts'

/** Every filter exists and makes sense, and the brackets have no gap between them. */
export function checkRules(rules: SymbolRules): void {
  expect(rules.tickSize.gt(0) && rules.lot.step.gt(0) && rules.minNotional.gt(0)).toBe(true)
  expect(rules.marketLot.max.lte(rules.lot.max)).toBe(true)
  expect(rules.multiplierUp.gt(1) && rules.multiplierDown.lt(1) && rules.marketTakeBound.gt(0)).toBe(true)
  rules.brackets.forEach((bracket, i) => {
    const before = rules.brackets[i - 1]
    expect(bracket.notionalFloor.toFixed()).toBe(before?.notionalCap.toFixed() ?? '0')
    // At the floor both brackets must give the same maintenance margin.
    const at = (each: typeof bracket) => bracket.notionalFloor.times(each.maintMarginRatio).minus(each.cum)
    const between = at(bracket)
      .minus(at(before ?? bracket))
      .abs()
    expect(between.lt(1)).toBe(true)
  })
}
