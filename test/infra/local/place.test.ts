import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mustHavePlace } from '../../../infra/local/play/place.ts'

test('a file to write has a place, whether it is there or not', () => {
  expect(() => mustHavePlace('json', undefined)).not.toThrow()
  expect(() => mustHavePlace('json', join(tmpdir(), 'not-there-yet.json'))).not.toThrow()
  expect(() => mustHavePlace('json', import.meta.filename)).not.toThrow()
})

test('a folder is no file, and a file in no folder has no place', () => {
  expect(() => mustHavePlace('html', tmpdir())).toThrow(/^--html .*: expected a file, got a folder\.$/)
  expect(() => mustHavePlace('out', '/nowhere/x.json')).toThrow(
    '--out /nowhere/x.json: there is no folder /nowhere.',
  )
})
