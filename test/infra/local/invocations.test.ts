import { expect, test } from 'vitest'
import { createAccess } from '../../../infra/local/access/access.ts'
import { takeInvocation } from '../../../infra/local/runner/invocations.ts'
import type { LocalFunctions } from '../../../infra/local/runner/local-functions.ts'

const started: string[] = []
const functions = {
  has: (name: string) => name === 'listener' || name === 'retried',
  byReference: (reference: string) => ({
    invoke: async (payload: string) => void started.push(`${reference} ${payload}`),
  }),
} as unknown as LocalFunctions

const listener = 'arn:aws:lambda:ap-northeast-1:000000000000:function:'
const allows = (name: string) =>
  ({ effect: 'Allow', actions: ['lambda:InvokeFunction'], resources: [`${listener}${name}:live`] }) as const
const statements = ['listener', 'retried', 'gone'].map(name => ({ ...allows(name), conditions: [] }))
const access = createAccess({ callers: { survey: statements }, keyOf: {} })

const invoke = (name: string, type = 'Event', caller = 'survey') =>
  takeInvocation(
    { functions: () => functions, access, madeOnce: ['listener'] },
    {
      url: `http://lambda.invalid/2015-03-31/functions/${encodeURIComponent(name)}/invocations`,
      method: 'POST',
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${caller}/20250203/ap-northeast-1/lambda/aws4_request`,
        'x-amz-invocation-type': type,
      },
      body: '{"after":"a"}',
    },
  )

test('an asynchronous invocation is accepted, and the function starts later', () => {
  expect(invoke('listener:live')).toMatchObject({ status: 202, body: '' })
  expect(started).toEqual(['listener:live {"after":"a"}'])
})

test('a caller is denied an alias that its role does not allow, and only that one', () => {
  expect(invoke('listener:live', 'Event', 'inspect')).toMatchObject({ status: 403 })
  expect(invoke('listener')).toMatchObject({ status: 403 })
  expect(access.judged().map(({ caller, allowed }) => [caller, allowed])).toContainEqual(['inspect', false])
})

test('an unknown function gets a not-found error', () => {
  expect(invoke('gone:live')).toMatchObject({ status: 404 })
})

test('an invocation that the local run cannot play as Lambda does is an error', () => {
  expect(() => invoke('listener:live', 'RequestResponse')).toThrow(/only asynchronous invocations/)
  expect(() => invoke('retried:live')).toThrow(/MaximumRetryAttempts 0/)
})
