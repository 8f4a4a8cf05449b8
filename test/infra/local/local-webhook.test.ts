import { expect, test } from 'vitest'
import { shapes } from '#domain/sources.ts'
import { parseSignal } from '#signals/parse-signal.ts'
import { openWebhook, wayIn } from '../../../infra/local/runner/local-webhook.ts'

const now = Date.parse('2025-02-03T00:50:00Z')

/** The parts of a running stack that the webhook needs. */
const stackOf = (sources: object) => ({
  outputs: {
    WebhookUrl: 'http://127.0.0.1:1/signals/',
    Settings: JSON.stringify({ QT_SOURCES: JSON.stringify(sources) }),
  },
  clock: { now: () => now },
  putSecret: () => {},
})

test.each(shapes)('the command printed for a source with the shape %s is understood in that shape', shape => {
  const sources = { desk: { shape } }
  const { curl = '' } = openWebhook(stackOf(sources)) ?? {}
  const [, message = ''] = /-d '(.*)'$/s.exec(curl) ?? []
  const body = message.replace(/'\$\(.*\)'/, String(now))
  expect(curl).toContain('/signals/desk ')
  expect(parseSignal(body, now, { sources, source: 'desk' })).toMatchObject({
    valid: true,
    shape,
    signal: { symbol: 'ETHUSDT', action: 'BUY', confidence: '0.8', leverage: 5 },
  })
})

test('a stack prints at the start which sources may send, and the variables for the commands of the guides', () => {
  const opened = openWebhook(stackOf({ desk: {}, 'tv-btc': {} }))
  const told = opened && wayIn(opened)
  expect(told).toContain('SOURCE may be desk or tv-btc; to name others, start with QT_SOURCES=')
  expect(told).toContain(`\n  export WEBHOOK_URL=http://127.0.0.1:1/signals/ TOKEN=${opened?.token}\n`)
  expect(told?.split('\n').at(-1)).toMatch(/^ {2}-d /)
})
