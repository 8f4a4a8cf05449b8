import { readdirSync, readFileSync } from 'node:fs'
import { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { pathOption } from '../infra/local/market/path-option.ts'

const root = new URL('../', import.meta.url)

/**
 * Words that stop a native reader, their replacement, and where the former word stands so that it is still understood.
 */
const replaced: readonly (readonly [former: RegExp, instead: string, understoodIn?: readonly string[]])[] = [
  [/against-first|with-first/, 'adverse-first, favourable-first', ['infra/local/market/path-option.ts']],
  [/\bBROKEN\b/, 'FAIL'],
  [/decisions? made again/, 'decisions replayed'],
  [/asked of AWS/i, 'AWS calls'],
  [
    /TwoOwners|SomebodyMustLookNow/,
    'UnmanagedPosition, LookNow',
    [
      'docs/runbook.md',
      'infra/stacks/operator-alarm.ts',
      'test/infra/local/alarms/former-ids.ts',
      'test/infra/stacks/runbook.test.ts',
    ],
  ],
  [
    /ForeignPosition|ForeignOrderCancelled/,
    'UnmanagedPosition, OtherOrderCancelled',
    ['shared/lambda/telemetry.ts', 'test/lambda/telemetry.test.ts'],
  ],
  [
    /foreign-position|foreign-order-cancelled/,
    'unmanaged-position, other-order-cancelled',
    ['shared/decisions/former-words.ts', 'test/position/former-words.test.ts'],
  ],
  [
    /the day stands at/,
    'today’s net is … and positions risk …',
    ['shared/decisions/former-words.ts', 'test/position/former-words.test.ts'],
  ],
  [/found nothing against it/, 'passed'],
  [/who says so/, 'the signal’s source'],
  [/\bno strategy\b/, 'not a strategy'],
  [
    /\b(some|any|every|no)body\b|\b(some|any)one\b|\bwhoever\b/i,
    'the executor, the operator, another client, a trader, no function',
  ],
  [
    /[Ee]xpected [^\n]{1,160}[,;] came |, came \$\{|; came \$\{/,
    'expected …, got …',
    ['test/position/former-words.test.ts'],
  ],
  [/the message is no JSON/, 'the message is not valid JSON'],
]
/** The history of the words, and this list. */
const history = ['CHANGELOG.md', 'test/words.test.ts']

const inFolder = (folder: string): string[] =>
  readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: 'utf8' }).map(
    path => `${folder}/${path}`,
  )
const pages = [...readdirSync(root), ...['docs', 'functions', 'infra', 'shared', 'test'].flatMap(inFolder)]
  .filter(path => /\.(md|tsx?)$/.test(path))
  .filter(path => !history.includes(path))
const text = new Map(pages.map(path => [path, readFileSync(new URL(path, root), 'utf8')]))

test.each(replaced.map(([former, instead, understoodIn = []]) => ({ former, instead, understoodIn })))(
  '$former is nowhere said: it is "$instead"',
  ({ former, understoodIn }) => {
    expect(text.size).toBeGreaterThan(500)
    const said = pages.filter(path => former.test(text.get(path) ?? ''))
    expect(said.toSorted()).toEqual(understoodIn)
  },
)

describe('what scripts said before is still understood:', () => {
  const pathOf = (order: string) =>
    new Command().exitOverride().addOption(pathOption()).parse(['--path', order], { from: 'user' }).opts()
      .path

  test.each([
    ['against-first', 'adverse-first'],
    ['with-first', 'favourable-first'],
    ['favourable-first', 'favourable-first'],
  ])('--path %s', (said, order) => {
    expect(pathOf(said)).toBe(order)
  })

  test('and an order that never was is refused with those that are', () => {
    const command = new Command()
      .exitOverride()
      .configureOutput({ writeErr: () => undefined })
      .addOption(pathOption())
    expect(() => command.parse(['--path', 'sideways'], { from: 'user' })).toThrow(
      /Expected adverse-first or favourable-first, got sideways/,
    )
  })
})
