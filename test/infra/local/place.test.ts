import { linkSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { filesRead, isUnwritten, mustHavePlaces, writePlaced } from '../../../infra/local/play/place.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quantum-trader-place-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const within = (name: string) => join(folder, name)

test('checking an output path changes nothing, whether the file exists or not', () => {
  writeFileSync(within('there.json'), 'before')
  const written = { json: within('there.json'), html: within('not-yet.html'), out: undefined }
  expect(() => mustHavePlaces(written)).not.toThrow()
  expect(readdirSync(folder)).toEqual(['there.json'])
  expect(readFileSync(within('there.json'), 'utf8')).toBe('before')
  expect(() => mustHavePlaces({ json: '/dev/null', html: '/dev/null' })).not.toThrow()
})

test.each([
  ['a folder is no file', tmpdir(), /^--html .*: expected a file, got a folder\.$/],
  ['no folder', '/nowhere/x.json', /^--html \/nowhere\/x.json: there is no folder \/nowhere\.$/],
  ['a folder that takes none', '/proc/x.json', /^--html .*: expected a writable file, got E/],
])('%s', (_, file, message) => {
  expect(() => mustHavePlaces({ html: file })).toThrow(message)
})

test('an input is never overwritten, under any of its names', () => {
  const [klines, signals] = [within('ETHUSDT-1m-x.csv'), within('mine.jsonl')]
  for (const file of [klines, signals]) writeFileSync(file, 'ours')
  symlinkSync(signals, within('linked'))
  linkSync(signals, within('same'))
  const read = filesRead({ klines: [folder], signals })
  for (const file of [signals, klines, within('linked'), within('same')])
    expect(() => mustHavePlaces({ json: file }, read)).toThrow(
      /this file is read as input and would be overwritten/,
    )
  expect(() => mustHavePlaces({ json: within('other.jsonl') }, read)).not.toThrow()
})

test('two options never name the same file, existing or not', () => {
  writeFileSync(within('there'), '')
  symlinkSync(within('there'), within('linked'))
  expect(() => mustHavePlaces({ json: within('there'), html: within('linked') })).toThrow(
    /^--json and --html: expected two different files, got .*linked twice/,
  )
  expect(() => mustHavePlaces({ json: within('new'), html: join(folder, '.', 'new') })).toThrow(
    /two different files/,
  )
})

test('a failed write names the option and the file, and has its own error type', () => {
  expect(() => writePlaced('json', folder, '{}')).toThrow(/^--json .* is incomplete: EISDIR/)
  try {
    writePlaced('json', folder, '{}')
  } catch (error) {
    expect(isUnwritten(structuredClone(error))).toBe(false)
    expect(isUnwritten(error)).toBe(true)
  }
})
