import { type LadderName, ladders } from '#domain/ladders.ts'
import { type Name, sayable } from '#settings/said.ts'

/** A value as the operator says it: a ladder that has a name by that name, however it was written. */
export const worded = (name: Name, value: string): string =>
  (name === 'QT_LADDER' ? ladderNameOf(value) : undefined) ?? value

/** Undefined: this release names no such ladder, or does not know the value at all. */
function ladderNameOf(value: string): LadderName | undefined {
  const { data } = sayable.shape.QT_LADDER.safeParse(value)
  const tiers = JSON.stringify(data)
  return (Object.keys(ladders) as LadderName[]).find(name => JSON.stringify(ladders[name]) === tiers)
}
