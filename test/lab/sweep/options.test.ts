import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type SweepOptions, sweepCommand } from '../../../infra/lab/sweep/options.ts'
import { sweep } from '../../../infra/lab/sweep/sweep.ts'
import { Unplayable } from '../../../infra/local/play/playable.ts'

const asked = (...options: readonly string[]): SweepOptions =>
  sweepCommand()
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .parse(['--set', 'QT_SL_PCT=0.02', ...options], { from: 'user' })
    .opts()

test.each([
  [
    'results and what they came to in one file',
    ['--json', join(tmpdir(), 'a', '..', 'r.jsonl')],
    /two different files/,
  ],
  ['two reports in one file', ['--json', 'one', '--html', './one'], /two different files/],
  ['a budget without AWS', ['--budget', '3'], /--budget applies to a sweep on AWS: give --on-aws too/],
  ['a yes without AWS', ['--yes'], /--yes applies to a sweep on AWS/],
  ['a folder for a page', ['--html', tmpdir()], /--html .*: expected a file, got a folder/],
])('is an error before anything is played: %s', async (_, options, message) => {
  const refused = sweep(asked('--out', join(tmpdir(), 'r.jsonl'), ...options))
  await expect(refused).rejects.toThrow(message)
  await expect(refused).rejects.toBeInstanceOf(Unplayable)
})

test('threads apply only on this machine', () => {
  expect(() => asked('--on-aws', '--threads', '2')).toThrow(
    /'--on-aws' cannot be used with option '--threads/,
  )
  expect(asked('--on-aws', '--budget', '0.5')).toMatchObject({ onAws: true, budget: 0.5 })
  expect(() => asked('--on-aws', '--budget', 'much')).toThrow(
    /Expected an amount of USD like 5 or 0\.50, got much/,
  )
})

test('--columns names a signal’s fields', () => {
  expect(asked('--columns', 'timestamp=when,action=what').columns).toEqual({
    timestamp: 'when',
    action: 'what',
  })
  expect(() => asked('--columns', 'tim=when')).toThrow(/Expected one of id, timestamp, .* before =, got tim/)
})

test('--walk-forward takes at most 366 windows, because each judges every set again', () => {
  expect(asked('--walk-forward', '366').walkForward).toBe(366)
  for (const windows of ['1', '367', '9999999'])
    expect(() => asked('--walk-forward', windows)).toThrow(/Expected a whole number from 2 to 366, got/)
})
