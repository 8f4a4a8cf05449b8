import { expect, test } from 'vitest'
import { moveDecision } from '#decisions/record.ts'
import { verifyPosition } from '#decisions/replay.ts'
import { doubted } from '#domain/intentions.ts'
import type { Look } from '#domain/look.ts'
import type { OpenPosition } from '#domain/position.ts'
import { nextMove } from '#domain/protection.ts'
import { aLook, anOpenPosition } from '../domain/builders.ts'

const position = anOpenPosition()
const { touch: _, ...untouched } = aLook(position)

test.each(['2000', '2600', '0'])(
  'a journal of the release that believed every mark replays equal: %s',
  markPrice => {
    const look: Look = { ...untouched, markPrice }
    const move = nextMove(position, { ...look, touch: 'trusted' })
    expect(['close', 'raise-stop']).toContain(move.move)
    const { marks, ...inputs } = JSON.parse(moveDecision(position, look, move).inputs)
    expect(marks).toBe(4)
    const entry = { ...moveDecision(position, look, move), inputs: JSON.stringify(inputs) }
    const [again] = verifyPosition(position, [{ at: 0, event: 'decided', ...entry }])
    expect(again).toMatchObject({ equal: true })
  },
)

test.each<Partial<Look>>([{ markPrice: '2490' }, { touch: 'unreadable' }, { orders: [] }])(
  'a journal of the release in which a mark near the level closed by itself replays equal: %j',
  seen => {
    const look: Look = { ...untouched, markPrice: '2490', ...seen }
    const move = nextMove(position, { ...look, nearTrusted: true })
    expect(move).toMatchObject({ move: 'close' })
    const entry = moveDecision(position, look, move)
    const inputs = JSON.stringify({ ...JSON.parse(entry.inputs), marks: 2 })
    const [again] = verifyPosition(position, [{ at: 0, event: 'decided', ...entry, inputs }])
    expect(again).toMatchObject({ equal: true })
  },
)

test.each<Partial<Look>>([
  { markPrice: '2504.5' },
  { markPrice: '2504.5', touch: 'unreadable' },
  { markPrice: '2600', touch: 'unreadable' },
])('a journal of the release in which a denied mark raised a stop near the level replays equal: %j', seen => {
  const denied = doubted(position, 'touch-denies', 1) as OpenPosition
  const look: Look = { ...untouched, ...seen }
  const move = nextMove(denied, { ...look, denialForgotten: true })
  expect(move).not.toEqual(nextMove(denied, look))
  const entry = moveDecision(denied, look, move)
  const inputs = JSON.stringify({ ...JSON.parse(entry.inputs), marks: 3 })
  const [again] = verifyPosition(denied, [{ at: 0, event: 'decided', ...entry, inputs }])
  expect(again).toMatchObject({ equal: true })
})

test.each<Partial<Look>>([
  { markPrice: '2490' },
  { markPrice: '2490', touch: 'unreadable' },
  { markPrice: '2000' },
  { markPrice: '2000', touch: { bid: '1999', ask: '2001' } },
  { markPrice: '2000', touch: 'unreadable' },
  { markPrice: '0' },
])('a decision on a doubtful mark replays equal: %j', seen => {
  const look: Look = { ...untouched, ...seen }
  const entry = moveDecision(position, look, nextMove(position, look))
  const [again] = verifyPosition(position, [{ at: 0, event: 'decided', ...entry }])
  expect(again).toMatchObject({ equal: true })
})
