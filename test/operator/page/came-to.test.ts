import { expect, test } from 'vitest'
import type { Verdict } from '#ports/state.ts'
import { picturedPeriod } from '../../../infra/operator/page/read/came-to-shown.ts'
import { aPeriod, dayMs, start } from '../../figures/builders.ts'

const verdictAt = (at: number, verdict: Verdict['verdict'] = 'refused'): Verdict => ({
  ...{ signalId: `signal-${at}`, verdict, at, message: '{}', messageHash: '', messageId: `message-${at}` },
})

test('the rejected signals of a period are listed in the order of their verdicts', () => {
  const [first, second, third] = [start, start + 1_000, start + 2_000]
  const verdicts = [
    ...[verdictAt(third), verdictAt(first), verdictAt(start + dayMs), verdictAt(second)],
    verdictAt(second, 'accepted'),
  ]
  const { refused } = picturedPeriod('paper', { trades: [], period: aPeriod(), verdicts })
  expect(refused.map(({ at }) => at)).toEqual([first, second, third])
})
