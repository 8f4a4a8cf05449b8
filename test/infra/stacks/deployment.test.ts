import { describe, expect, test } from 'vitest'
import type { Said } from '#settings/said.ts'
import { readDeployment } from '../../../infra/stacks/deployment.ts'
import { readPlan } from '../../../infra/stacks/planned.ts'
import { readSettingsFile } from '../../../infra/stacks/settings-file.ts'
import { demoSaid, environments, liveSaid, synthesizeApp } from './synthesized.ts'

const fixed = { egress: 'fixed', accept: 'address' }

test('a wrong setting fails the synthesis with the allowed values', () => {
  expect(() => readDeployment('paper', { QT_DEFAULT_LEVERAGE: '126' })).toThrow(
    /QT_DEFAULT_LEVERAGE is "126".*1 to 125/,
  )
})

test('an environment name for another venue than the settings choose is an error', () => {
  expect(() => readDeployment('live', {})).toThrow(/-c env=live, but .* choose the paper venue/)
  expect(() => readDeployment('paper', { QT_PAPER_TRADING: 'false', STAGING_MODE: 'true' })).toThrow(
    /demo venue/,
  )
})

test('an unknown environment is an error that lists the known ones', () => {
  expect(() => readDeployment('prod', {})).toThrow(/expected paper, demo, live/)
})

test('a quota that is not a number of calls is an error', () => {
  expect(readDeployment('paper', {}, { quota: '10' }).concurrencyQuota).toBe(10)
  for (const quota of ['0', 'ten', '-5'])
    expect(() => readDeployment('paper', {}, { quota })).toThrow(
      /-c quota=\S+: expected how many functions AWS lets the account run/,
    )
})

test('live needs both switches set explicitly', () => {
  expect(readDeployment('live', liveSaid, fixed).name).toBe('live')
})

const { QT_ALARM_EMAIL: _, ...unheard } = liveSaid
const liveFile = (said: Said = {}) => ({
  name: 'live.json',
  said: { ...unheard, alarmEmail: 'desk@example.com', egress: 'fixed', ...said },
  ...((said.egress ?? 'fixed') === 'fixed' && { address: '203.0.113.7' }),
})
/** What a shell without settings deploys from a file. */
const fromFile = (said: Said = {}) => readDeployment('live', {}, {}, liveFile(said))

describe('an environment’s file', () => {
  test('is the whole deployment: an empty shell changes nothing', () => {
    const said = { region: 'eu-central-1', egress: 'fixed', reserve: 'true', tags: '{"team":"desk"}' }
    const deployed = fromFile({ ...said, QT_MAX_POSITIONS: '3', QT_SYMBOLS: 'ETHUSDT' })
    expect(deployed).toMatchObject({
      name: 'live',
      alarmEmail: 'desk@example.com',
      region: 'eu-central-1',
      egress: 'fixed',
      reserved: { survey: 4, inspect: 5, closeCleanup: 5 },
      maxPositions: 3,
      tags: { team: 'desk' },
    })
    expect(deployed.settings).toEqual({
      ...unheard,
      QT_MAX_POSITIONS: '3',
      QT_MAX_MARGIN_PER_TRADE: '20',
      QT_SYMBOLS: 'ETHUSDT',
    })
  })

  test('yields to the shell, and each value knows its source', () => {
    const file = liveFile({ QT_MAX_POSITIONS: '3', egress: 'any' })
    const shell = { QT_MAX_POSITIONS: '2', QT_ALARM_EMAIL: 'night@example.com' }
    const { values } = readDeployment('live', shell, fixed, file)
    expect(values).toMatchObject({
      QT_MAX_POSITIONS: { value: '2', from: 'the shell' },
      QT_MAX_MARGIN_PER_TRADE: { value: '20', from: 'the live cap' },
      QT_PAPER_TRADING: { value: 'false', from: 'the file' },
      QT_DEFAULT_LEVERAGE: { value: '30', from: 'default' },
      alarmEmail: { value: 'night@example.com', from: 'the shell' },
      egress: { value: 'fixed', from: 'the shell' },
    })
  })

  test('can lift live’s initial cap', () => {
    expect(fromFile().maxPositions).toBe(1)
    expect(fromFile({ QT_MAX_POSITIONS: '4' }).maxPositions).toBe(4)
    expect(readDeployment('demo', demoSaid).maxPositions).toBe(4)
  })
})

describe('from where live asks Binance', () => {
  const { egress: _, ...unsaid } = liveFile().said
  const silent = { name: 'live.json', said: unsaid }

  test('is one address by default, and any in other environments', () => {
    const planned = (name: string, environment: Record<string, string>) =>
      readPlan(name, environment, {}, name === 'live' ? silent : undefined).values.egress
    expect(planned('live', {})).toEqual({ value: 'fixed', from: 'default' })
    expect([planned('demo', demoSaid).value, planned('paper', {}).value]).toEqual(['any', 'any'])
  })

  test('must be set when templates are made without knowledge of the deployment', () => {
    expect(() => readDeployment('live', {}, {}, silent)).toThrow(
      /expected egress to be said in live.json.*"fixed".*"any".*npm run deploy/,
    )
    expect(readDeployment('live', {}, fixed, silent).egress).toBe('fixed')
    expect(fromFile({ egress: 'any' }).egress).toBe('any')
  })

  test('counts as looser from any address, unless the file says so', () => {
    expect(() => readDeployment('live', {}, { egress: 'any' }, silent)).toThrow('egress: fixed → any, ')
  })
})

describe('the address that a deploy proved', () => {
  const proven = { address: '203.0.113.7' }
  const { address: _, ...unproven } = liveFile()
  const demoFile = { name: 'demo.json', said: { ...demoSaid, egress: 'fixed' } }

  test('must be in the file if the functions use it', () => {
    const [live, demo] = [
      () => readDeployment('live', {}, {}, unproven),
      () => readDeployment('demo', demoSaid, {}, demoFile),
    ]
    expect(live).toThrow(/egress is fixed \(the file\), but live.json has no "address".*one step/)
    expect(live).toThrow(/npm run deploy -- --env live, .* or pass -c accept=address/)
    expect(demo).toThrow(/demo.json has no "address"/)
    expect(fromFile().egress).toBe('fixed')
    expect(readDeployment('demo', demoSaid, {}, { ...demoFile, ...proven }).egress).toBe('fixed')
    expect(readDeployment('paper', {}, { egress: 'fixed' }).egress).toBe('fixed')
  })

  test.each(['any', 'prepared'])('must be there if the shell says fixed over %s', egress => {
    const file = liveFile({ egress })
    expect(readDeployment('live', {}, {}, file).egress).toBe(egress)
    expect(() => readDeployment('live', {}, { egress: 'fixed' }, file)).toThrow(/fixed \(the shell\), but/)
    expect(readDeployment('live', {}, fixed, file).egress).toBe('fixed')
  })

  test.each(['any', 'prepared'])('must not be there if they use another: %s', egress => {
    const file = { ...liveFile({ egress }), ...proven }
    expect(() => readDeployment('live', {}, {}, file)).toThrow(
      `live.json says that the functions ask from "address": "203.0.113.7"`,
    )
    expect(readDeployment('live', {}, { accept: 'address' }, file).egress).toBe(egress)
  })

  test('can be waived only by its own word, among others', () => {
    const accepting = (accept: string) => () => readDeployment('live', {}, { accept }, unproven)
    expect(accepting('loosened')).toThrow(/accept=address/)
    expect(accepting('true')).toThrow(/accept=address/)
    expect(accepting('loosened,address')().egress).toBe('fixed')
    expect(() => readDeployment('live', { QT_MAX_POSITIONS: '4' }, fixed, liveFile())).toThrow(/looser/)
  })
})

describe('a shell that is looser than the file of live', () => {
  const file = liveFile({ QT_SYMBOLS: 'ETHUSDT' })
  const shell = { QT_MAX_POSITIONS: '4', QT_SYMBOLS: 'any', QT_ALARM_EMAIL: 'none' }

  test('is an error with each looser value and the reason', () => {
    const refused = () => readDeployment('live', shell, { egress: 'any' }, file)
    expect(refused).toThrow(/looser than live.json/)
    expect(refused).toThrow('QT_MAX_POSITIONS: 1 → 4, more positions may lose at once')
    expect(refused).toThrow('QT_SYMBOLS: ETHUSDT → any, more symbols are traded')
    expect(refused).toThrow('egress: fixed → any, ')
    expect(refused).toThrow('alarmEmail: desk@example.com → none, alarms are not mailed')
    expect(refused).toThrow('-c accept=loosened')
  })

  test('is accepted only by its own word', () => {
    expect(readDeployment('live', shell, { accept: 'loosened' }, file).maxPositions).toBe(4)
    expect(() => readDeployment('live', shell, { accept: 'true' }, file)).toThrow(/looser/)
  })

  test('does not count if it is tighter, or without real money', () => {
    expect(readDeployment('live', { QT_DEFAULT_LEVERAGE: '5' }, {}, file).settings).toMatchObject({
      QT_DEFAULT_LEVERAGE: '5',
      QT_SYMBOLS: 'ETHUSDT',
    })
    const demoFile = { name: 'demo.json', said: { QT_MAX_POSITIONS: '1' } }
    expect(readDeployment('demo', { ...demoSaid, QT_MAX_POSITIONS: '9' }, {}, demoFile).maxPositions).toBe(9)
  })
})

test.each([
  ['demo', demoSaid],
  ['live', liveSaid],
])('%s is not synthesized without an alarm address, unless that is waived', (name, said) => {
  const forgotten = { ...said, QT_ALARM_EMAIL: '' }
  expect(() => readDeployment(name, forgotten)).toThrow(/no alarm would be mailed.*QT_ALARM_EMAIL/)
  expect(readDeployment(name, said, fixed).alarmEmail).toBeUndefined()
  expect(readDeployment('paper', {}).alarmEmail).toBeUndefined()
})

test('all wrong choices are reported at once', () => {
  const choices = { region: 'us-east-1', egress: 'nat', reserve: 'yes' }
  const wrong = () => readDeployment('paper', { QT_ALARM_EMAIL: 'the desk' }, choices)
  expect(wrong).toThrow(/-c region=us-east-1: .* HTTP 451/)
  expect(wrong).toThrow(/-c egress=nat: expected fixed .* or any/)
  expect(wrong).toThrow(/-c reserve=yes: expected true or false/)
  expect(wrong).toThrow(/QT_ALARM_EMAIL=the desk: expected one mail address, or none/)
})

describe('the environment of a function', () => {
  const symbols = (count: number) => Array.from({ length: count }, (_, n) => `SYMBOL${n}USDT`).join(',')

  test('beyond Lambda’s limit is an error that names the setting', () => {
    const of = (count: number) => () => synthesizeApp('paper', { QT_SYMBOLS: symbols(count) })
    expect(of(400)).toThrow(/variables of paper-\S+ are \d+ bytes together; Lambda accepts 4096.*QT_SYMBOLS/)
    expect(of(150)).not.toThrow()
  })
})

test.each(environments)('the file of %s in git can be deployed', name => {
  const choices = { accept: 'loosened,address' }
  const deployed = readDeployment(name, { QT_ALARM_EMAIL: 'none' }, choices, readSettingsFile(name))
  expect(deployed.name).toBe(name)
})

test('no deployment gets the address of a stand-in for Binance', () => {
  const said = { QT_PAPER_TRADING: 'false', STAGING_MODE: 'false', QT_ALARM_EMAIL: 'none' }
  const there = { ...said, QT_BINANCE_ENDPOINT: 'http://127.0.0.1:8099' }
  expect(readDeployment('live', there, fixed).settings).toEqual(readDeployment('live', said, fixed).settings)
})
