import { expect, test, vi } from 'vitest'
import { exitCodeAfter } from '../../../../infra/local/live/until-ended.ts'

test('a run that fails as it ends exits with 2 and says why, not with the 1 of a promise that broke', async () => {
  const shown = vi.spyOn(console, 'error').mockReturnValue()
  const lost = new Error('the verdict cannot be read')
  expect(await exitCodeAfter(Promise.reject(lost))).toBe(2)
  expect(shown.mock.calls).toEqual([[lost]])
  shown.mockRestore()
  expect(await exitCodeAfter(Promise.resolve(false))).toBe(1)
  expect(await exitCodeAfter(Promise.resolve(true))).toBe(0)
})
