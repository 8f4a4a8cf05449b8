import { describe, expect, test } from 'vitest'
import { changesInWords, changesOf } from '../../../infra/operator/deploy/changes.ts'
import { recordedIn } from '../../../infra/operator/deploy/recorded.ts'
import { recordOf } from '../../../infra/stacks/planned.ts'
import { formerly, outputs, plan } from './live.ts'

describe('what a deploy would change', () => {
  const changes = (recorded: Readonly<Record<string, string>>, shell = {}) =>
    changesOf(recordedIn(recorded, 'ap-northeast-1')?.values ?? {}, plan(shell).values)

  test('is nothing right after a deploy', () => {
    const shell = { QT_ALARM_EMAIL: 'none', QT_LADDER: plan().values.QT_LADDER.value, QT_SYMBOLS: 'any' }
    expect(changes(recordOf(plan(shell)), shell)).toEqual([])
  })

  test('is nothing where the default is said by its name', () => {
    const shell = { QT_ALARM_EMAIL: 'none' }
    expect(changes(recordOf(plan(shell)), { ...shell, QT_LADDER: 'standard' })).toEqual([])
    const other = changes(recordOf(plan(shell)), { ...shell, QT_LADDER: 'fee-aware' })
    expect(changesInWords(other).join('\n')).toContain('QT_LADDER: standard → fee-aware (the shell)')
  })

  test('is listed with its source, and marked if looser', () => {
    expect(changes(outputs)).toEqual([
      expect.objectContaining({ name: 'QT_DEFAULT_LEVERAGE', before: '40', after: '30', looser: undefined }),
      {
        name: 'QT_MAX_POSITIONS',
        before: '1',
        after: '2',
        from: 'the file',
        looser: 'more positions may lose at once',
      },
    ])
  })

  test('is compared with a release that recorded its settings only', () => {
    const told = changes(formerly).map(({ name, before, after, looser }) => [name, before, after, looser])
    expect(told).toEqual([
      ['QT_MAX_MARGIN_PER_TRADE', '5000', '20', undefined],
      ['QT_SYMBOLS', 'any', 'ETHUSDT,SOLUSDT', undefined],
      ['alarmEmail', undefined, 'desk@example.com', undefined],
    ])
  })

  test('counts as looser if this release does not know the deployed value', () => {
    const strange = { ...formerly, Settings: '{"QT_MARGIN_MODE":"portfolio"}' }
    const [mode] = changes(strange).filter(({ name }) => name === 'QT_MARGIN_MODE')
    expect(mode?.looser).toContain('does not know')
  })

  test('is not known of a stack that was never fully deployed', () => {
    expect(recordedIn({}, 'ap-northeast-1')).toBeUndefined()
    expect(recordedIn(undefined, 'ap-northeast-1')).toBeUndefined()
  })
})
