import { mkdirSync, rmdirSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { systemRefusal } from '../../../infra/local/runner/system-refusal.ts'

const thrownBy = async (act: () => unknown): Promise<unknown> => {
  try {
    return await act()
  } catch (error) {
    return error
  }
}

test.each([
  ['a folder below a file', () => mkdirSync('/dev/null/x'), /^ENOTDIR|^ENOENT/],
  ['a folder that is not there', () => rmdirSync('/nowhere'), /^ENOENT/],
  ['a promised rename of it', () => rename('/nowhere', '/somewhere'), /^ENOENT/],
])('%s is refused by the system, with its reason', async (_, act, why) => {
  expect(systemRefusal(await thrownBy(act))).toMatch(why)
})

test('an error of our own, or none at all, is no refusal of the system', async () => {
  for (const error of [await thrownBy(() => JSON.parse('{')), new Error('ours'), 'text', undefined])
    expect(systemRefusal(error)).toBeUndefined()
})
