import { closeSync, mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseEnvironmentFile } from '#settings/environment-file.ts'
import { effective, type Said } from '#settings/said.ts'
import { changesOf } from '../../../infra/operator/deploy/changes.ts'
import { recordedIn } from '../../../infra/operator/deploy/recorded.ts'
import { fileText, saidToRepeat } from '../../../infra/operator/deploy/written.ts'
import { recordOf } from '../../../infra/stacks/planned.ts'
import { qt } from '../an-operator.ts'
import { deployed, file, formerly, liveAws, plan } from './live.ts'

let aws: Awaited<ReturnType<typeof liveAws>>
beforeAll(async () => {
  aws = await liveAws()
})
afterAll(() => aws.close())

test('qt config says where each deployed value came from, and what a deploy from here would change', async () => {
  const config = await qt(['config', '--env', 'live', '--file', file], aws.environment)
  expect(config.out).toMatch(/QT_MAX_POSITIONS +1 +the stack, by the shell/)
  expect(config.out).toMatch(/QT_MAX_MARGIN_PER_TRADE +20 +the stack, by the live cap/)
  expect(config.out).toMatch(/QT_SYMBOLS +ETHUSDT,SOLUSDT +the stack, by the file/)
  expect(config.out).toMatch(/alarmEmail +desk@example.com +the stack, by the file/)
  expect(config.out).toMatch(/A deploy from here changes:\n.*\n! QT_MAX_POSITIONS: 1 → 2/)
  const refused = await qt(['config', '--env', 'live', '--json'], {
    ...aws.environment,
    QT_PAPER_TRADING: 'true',
  })
  expect(refused.json().warnings).toContainEqual(expect.stringContaining('a deploy from here is refused'))
  expect([config.code, refused.code]).toEqual([0, 0])
})

describe('qt config --write', () => {
  const written = (recorded: Readonly<Record<string, string>>, has: Said = {}) => {
    const found = recordedIn(recorded, 'ap-northeast-1')
    if (!found) throw new Error('expected a stack that was deployed')
    const text = fileText(saidToRepeat('live', found, has))
    const said = parseEnvironmentFile('live.json', text)
    return { said, changes: changesOf(found.values, effective('live', said, {})) }
  }

  test('writes a file after which the next deploy changes nothing', () => {
    const shell = {
      QT_DEFAULT_LEVERAGE: '40',
      QT_LADDER: plan().values.QT_LADDER.value,
      STAGING_MODE: 'false',
    }
    expect(written(recordOf(plan())).changes).toEqual([])
    expect(written(recordOf(plan(shell))).changes).toEqual([])
    expect(written(recordOf(plan({ ...shell, QT_LADDER: 'fee-aware' }))).changes).toEqual([])
    const sources = '{"tv":{"confidence":"0.8"}}'
    expect(written(recordOf(plan({ ...shell, QT_SOURCES: sources }))).changes).toEqual([])
    expect(written(formerly, { alarmEmail: 'desk@example.com' }).changes).toEqual([
      expect.objectContaining({ name: 'alarmEmail', before: undefined }),
    ])
  })

  test('writes no cap of live, but the former default of a release without one', () => {
    expect(written(recordOf(plan())).said).not.toHaveProperty('QT_MAX_MARGIN_PER_TRADE')
    expect(written(formerly).said).toMatchObject({ QT_MAX_MARGIN_PER_TRADE: '5000', egress: 'fixed' })
  })

  test('writes the sources as an object', () => {
    const text = fileText({ QT_SOURCES: '{"tv":{"confidence":"0.8"}}', QT_SYMBOLS: 'any' })
    expect(JSON.parse(text).settings).toEqual({
      QT_SOURCES: { tv: { confidence: '0.8' } },
      QT_SYMBOLS: 'any',
    })
  })

  test('writes the file only after a yes', async () => {
    const other = join(mkdtempSync(join(tmpdir(), 'qt-settings-')), 'other.json')
    writeFileSync(other, '{"tags":{"team":"desk"}}')
    const write = (...args: string[]) =>
      qt(['config', '--env', 'live', '--write', '--file', other, ...args], aws.environment)
    const unasked = await write()
    expect([unasked.code, readFileSync(other, 'utf8')]).toEqual([2, '{"tags":{"team":"desk"}}'])
    const reader = openSync(other, 'r')
    expect((await write('--yes')).code).toBe(0)
    // A crash between the two leaves the old file whole.
    expect(readFileSync(reader, 'utf8')).toBe('{"tags":{"team":"desk"}}')
    closeSync(reader)
    expect(JSON.parse(readFileSync(other, 'utf8'))).toMatchObject({
      alarmEmail: 'desk@example.com',
      egress: 'fixed',
      address: deployed.EgressAddress,
      settings: { QT_MAX_POSITIONS: '1', QT_DEFAULT_LEVERAGE: '40', QT_SYMBOLS: 'ETHUSDT,SOLUSDT' },
    })
  })

  test('says that the file cannot be written, and leaves it', async () => {
    // No second file fits beside a name this long.
    const long = join(mkdtempSync(join(tmpdir(), 'qt-settings-')), `${'x'.repeat(245)}.json`)
    writeFileSync(long, '{}')
    const { code, err } = await qt(
      ['config', '--env', 'live', '--write', '--file', long, '--yes'],
      aws.environment,
    )
    expect([code, readFileSync(long, 'utf8')]).toEqual([1, '{}'])
    expect(err.replaceAll(/\s+/g, ' ')).toMatch(/cannot be written: .*let this user write into its folder/)
  })
})
