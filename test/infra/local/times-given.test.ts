import { afterEach, expect, test, vi } from 'vitest'
import { instant } from '../../../infra/local/options.ts'
import { timeGiven } from '../../../infra/operator/arguments.ts'

afterEach(() => void vi.unstubAllEnvs())

test.each([
  ['2025-02-03T02:00', '2025-02-03T02:00:00Z'],
  ['2025-02-03 02:00:30', '2025-02-03T02:00:30Z'],
  ['2025-02-03T02:00:00+01:00', '2025-02-03T01:00:00Z'],
  ['2025-02-03', '2025-02-03T00:00:00Z'],
  ['2025-02', '2025-02-01T00:00:00Z'],
  ['2025', '2025-01-01T00:00:00Z'],
  ['1738548000', '2025-02-03T02:00:00Z'],
])('%s is %s wherever it is given', (text, means) => {
  vi.stubEnv('TZ', 'America/New_York')
  for (const read of [instant, timeGiven]) expect(read(text)).toBe(Date.parse(means))
})

test.each(['noon', 'Feb 3 2025', '2025-02-30', '2025-13', '2025-02-03T02'])('%s is not a time', text => {
  for (const read of [instant, timeGiven]) expect(() => read(text)).toThrow('Expected a time like 2025-02-03')
})
