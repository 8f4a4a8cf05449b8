import { describe, expect, it } from 'vitest'
import { applied, changeBetween, inOrder, type Whole } from '../../../infra/operator/page/shown/change.ts'
import { invalidShown } from '../../../infra/operator/page/shown/invalid.ts'
import { nowShown } from '../../../infra/operator/page/shown/now.ts'
import { signalShown } from '../../../infra/operator/page/shown/signal.ts'
import { positionStory, signalStory } from '../../../infra/operator/page/shown/story.ts'
import {
  changeExample,
  invalidExample,
  nowExample,
  positionExample,
  signalExamples,
  signalStoryExample,
  storyExample,
  wholeExample,
} from './shown-examples.ts'

describe('the state that the page gets', () => {
  it('fits its schemas', () => {
    expect(nowShown.parse(nowExample)).toEqual(nowExample)
    expect(signalExamples.map(each => signalShown.parse(each))).toEqual(signalExamples)
    expect(invalidShown.parse(invalidExample)).toEqual(invalidExample)
    expect(positionStory.parse(storyExample)).toEqual(storyExample)
    expect(signalStory.parse(signalStoryExample)).toEqual(signalStoryExample)
  })

  it('a change turns one state into the next', () => {
    const { doubt: _, ...looked } = { ...positionExample, lookedAt: 1, doubt: 'no-price' }
    const states: readonly Whole[] = [
      wholeExample,
      inOrder(applied(wholeExample, changeExample)),
      {
        ...wholeExample,
        now: { ...nowExample, positions: [looked], orders: [] },
        signals: [],
        invalidWaiting: 0,
      },
      {
        ...wholeExample,
        now: { at: 5, stack: nowExample.stack, reading: [], positions: [], orders: [], missing: [] },
      },
    ]
    for (const before of states.map(inOrder))
      for (const after of states.map(inOrder)) {
        const sent = JSON.parse(JSON.stringify(changeBetween(before, after)))
        expect(applied(before, sent)).toEqual(after)
      }
  })

  it('a change has only what changed, and only the changed fields of a position', () => {
    const position = { ...positionExample, markPrice: '2700', liquidationPrice: undefined }
    const after = {
      ...wholeExample,
      now: { ...nowExample, positions: [position, nowExample.positions[1] ?? position] },
    }
    expect(JSON.parse(JSON.stringify(changeBetween(wholeExample, after)))).toEqual({
      at: nowExample.at,
      positions: {
        changed: [{ key: positionExample.id, patch: { markPrice: '2700', liquidationPrice: null } }],
      },
    })
    expect(changeBetween(wholeExample, { ...wholeExample, now: { ...nowExample, at: 7 } })).toEqual({ at: 7 })
  })

  it('keeps what did not change as the same object', () => {
    const after = applied(wholeExample, { at: 9, positions: { changed: [] } })
    expect(after.now.positions[0]).toBe(wholeExample.now.positions[0])
    expect(after.signals[0]).toBe(wholeExample.signals[0])
  })
})
