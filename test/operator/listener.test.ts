import { expect, test } from 'vitest'
import { judged } from '../../infra/operator/doctor/listener.ts'

const now = 1_800_000_000_000
const at = { now, open: 1 }

test('the doctor says whether a sentinel hears, and accepts that none runs if none is needed', () => {
  expect(judged(undefined, { now, open: 0 })).toEqual({
    ...{ check: 'sentinel', state: 'ok', found: 'nothing is open: none is needed' },
  })
  expect(judged({ until: now + 20_000, heldAt: now - 4_000 }, at)).toMatchObject({
    ...{ state: 'ok', found: 'hears the account, last 4.0 s ago' },
  })
})

test.each([
  ['listens, and has not heard the account yet', { until: now + 20_000 }],
  ['listens, and has not heard the account for 5 min', { until: now + 20_000, heldAt: now - 300_000 }],
  ['one is being started', { until: 0, startingUntil: now + 10_000 }],
  ['none listens, and something is open', { until: now - 1, heldAt: now - 30_000, startingUntil: now }],
  ['none listens, and something is open', undefined],
])('the doctor warns of a deaf sentinel while something is open: %s', (found, seen) => {
  expect(judged(seen, at)).toMatchObject({ state: 'warning', found, todo: expect.stringMatching(/\w/) })
})
