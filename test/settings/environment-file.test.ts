import { expect, test } from 'vitest'
import { ConfigurationError } from '#settings/configuration.ts'
import { parseEnvironmentFile, provenAddressIn } from '#settings/environment-file.ts'

const parse = (content: unknown) => parseEnvironmentFile('live.json', JSON.stringify(content))
const problemsOf = (content: unknown): readonly string[] => {
  try {
    parse(content)
    return []
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems
    throw error
  }
}

test('JSON values mean the same as a shell’s text', () => {
  const tiers = [{ at: '0.05', stop: 'break-even', takeProfit: { at: '0.08', share: 'rest' } }]
  const settings = {
    QT_MAX_POSITIONS: 3,
    QT_MAX_MARGIN_PER_TRADE: '250.50',
    QT_PAPER_TRADING: false,
    QT_SYMBOLS: ['ETHUSDT', '币安人生USDT'],
    QT_LADDER: tiers,
    QT_SOURCES: { 'tv-btc': { shape: 'tradingview', confidence: '0.8' } },
  }
  const chosen = {
    region: 'eu-central-1',
    egress: 'fixed',
    reserve: true,
    quota: 10,
    alarmEmail: 'desk@example.com',
  }
  expect(parse({ ...chosen, tags: { team: 'desk' }, settings })).toEqual({
    QT_MAX_POSITIONS: '3',
    QT_MAX_MARGIN_PER_TRADE: '250.50',
    QT_PAPER_TRADING: 'false',
    QT_SYMBOLS: 'ETHUSDT,币安人生USDT',
    QT_LADDER: JSON.stringify(tiers),
    QT_SOURCES: '{"tv-btc":{"shape":"tradingview","confidence":"0.8"}}',
    ...chosen,
    reserve: 'true',
    quota: '10',
    tags: '{"team":"desk"}',
  })
  expect(parse({})).toEqual({})
})

test('every problem is told at once, with the file’s name', () => {
  const problems = problemsOf({
    egress: 'nat',
    alarmEmail: '',
    tags: { application: 'mine' },
    settings: { QT_MAX_POSITION: 2, QT_DEFAULT_LEVERAGE: 126 },
  })
  expect(problems).toEqual([
    'live.json: there is no setting QT_MAX_POSITION; remove it',
    'live.json: QT_DEFAULT_LEVERAGE is "126"; allowed is a whole number from 1 to 125',
    expect.stringContaining('egress is "nat"; allowed is fixed'),
    'live.json: alarmEmail is ""; allowed is one mail address, or none',
    expect.stringContaining('tags is "{\\"application\\":\\"mine\\"}"; allowed is names with texts'),
  ])
})

test.each([
  ['a name that no setting has', { mail: 'desk@example.com' }, /live.json: .*mail/],
  ['settings that are not an object', { settings: ['QT_ADOPT'] }, /live.json: settings /],
  ['a setting outside the settings', { QT_ADOPT: 'all' }, /live.json: .*QT_ADOPT/],
  ['a missing value', { settings: { QT_ADOPT: null } }, /QT_ADOPT is "null"; allowed is own/],
  ['tags that are not texts', { tags: 'desk' }, /tags is "desk"; allowed is names with texts/],
])('%s is rejected', (_, content, said) => {
  expect(problemsOf(content)).toEqual([expect.stringMatching(said)])
})

test('the address that a deploy proved stands beside the settings, not among them', () => {
  const text = JSON.stringify({ egress: 'fixed', address: '203.0.113.7' })
  expect(provenAddressIn('live.json', text)).toBe('203.0.113.7')
  expect(provenAddressIn('live.json', '{}')).toBeUndefined()
  expect(parseEnvironmentFile('live.json', text)).toEqual({ egress: 'fixed' })
  for (const address of ['yes', true, '203.0.113.700', ''])
    expect(problemsOf({ address })).toEqual([
      'live.json: address is not an address like 203.0.113.7; npm run deploy writes it',
    ])
})

test('a file that is not valid JSON is rejected by its name', () => {
  expect(() => parseEnvironmentFile('live.json', '{"region": ')).toThrow(
    expect.objectContaining({
      message: expect.stringContaining('live.json is not valid JSON: '),
      file: 'live.json',
    }),
  )
})

test('channels stand as JSON, and a wrong one is named by its place', () => {
  const phone = { name: 'phone', to: 'ntfy', topic: 'my-desk', events: ['closed'] }
  expect(parse({ notify: [phone] })).toEqual({ notify: JSON.stringify([phone]) })
  expect(problemsOf({ notify: [{ ...phone, to: 'signal', token: 'abc' }] })).toEqual([
    'live.json: notify: 0.to: expected one of telegram, discord, slack, ntfy, webhook',
  ])
})
