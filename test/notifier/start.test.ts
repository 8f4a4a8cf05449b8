import { fileURLToPath } from 'node:url'
import { afterEach, expect, test, vi } from 'vitest'

afterEach(() => vi.unstubAllEnvs())

const handler = fileURLToPath(new URL('../../functions/notifier/spread/handler.ts', import.meta.url))
let starts = 0

/** The notifier's process, as Lambda starts it with what the stack says. */
async function started(protections: string | undefined) {
  const told = {
    AWS_REGION: 'ap-northeast-1',
    QT_DEPLOYMENT: 'paper',
    QT_TABLE: 'table',
    QT_NOTIFY: '[{"name":"phone","to":"ntfy","topic":"desk"}]',
    QT_LETTER_QUEUE_URLS: '{"phone":"https://sqs.example.com/phone"}',
    QT_PROTECTIONS: protections,
  }
  for (const [name, value] of Object.entries(told)) vi.stubEnv(name, value)
  // Another query is another start; what the handler imports is loaded once.
  starts += 1
  return import(/* @vite-ignore */ `${handler}?start=${starts}`)
}

test.each([
  ['none', undefined],
  ['an empty value, which counts as unset', ''],
  ['one', '[{"method":"CooldownPeriod","stop_duration":5}]'],
])('the notifier starts with %s for the protections', async (_, protections) => {
  expect(await started(protections)).toMatchObject({ handler: expect.any(Function) })
})

test('the notifier does not start with protections that synthesis would refuse, and names the setting', async () => {
  await expect(started('[{"method":"Cooldown"}]')).rejects.toThrow(
    /^The configuration is not valid:\n {2}QT_PROTECTIONS/,
  )
})
