import { expect } from 'vitest'
import type { FaultRule } from '#paper/faults/rule.ts'
import { aDemo, nothing } from './a-demo.ts'

let demo: Awaited<ReturnType<typeof aDemo>>
let demos: (typeof demo)[] = []

/** A demo for one test, with its faults. */
export async function opened(...rules: readonly FaultRule[]) {
  demo = await aDemo(...rules)
  demos.push(demo)
  return demo
}
/** The demo that was opened last. */
export const theDemo = () => demo

/** For after each test. */
export async function closeDemos() {
  await Promise.all(demos.map(({ close }) => close()))
  demos = []
}

/** Nothing on the exchange, and no slot, whatever happened to the rehearsal. */
export async function expectNothingLeft() {
  expect(await demo.books()).toEqual(nothing)
  expect((await demo.system.state.account.read()).item.slots).toEqual({})
}
