import { GetCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LocalOperator, openOperator } from './an-operator.ts'
import { acting } from './tool/acting.ts'
import { broken } from './tool/broken.ts'
import { cancelling } from './tool/cancelling.ts'
import { evaluating } from './tool/evaluating.ts'
import { halting } from './tool/halting.ts'
import { looking } from './tool/looking.ts'
import { quiet } from './tool/quiet.ts'
import { reporting } from './tool/reporting.ts'
import { signalling } from './tool/signalling.ts'
import { admitting } from './tool/tokens.ts'

// One stack for all: each chapter continues where the one before ended, as an operator does.
// A dozen processes on a busy machine take their time.
let operator: LocalOperator

beforeAll(async () => {
  // These are processes of their own on a terminal, below.
  operator = await openOperator({ aloneOnceBut: ['account', 'close', 'positions'] })
  const { documents, table, clock } = operator.stack
  const watch = new GetCommand({ TableName: table, Key: { pk: 'WATCH', sk: 'ITEM' } })
  while (!(await documents.send(watch)).Item) await clock.sleep(1_000)
})
afterAll(() => operator?.close())

const theOperator = () => operator
describe.concurrent('on a quiet stack', () => quiet(theOperator))
describe('signals', () => signalling(theOperator))
describe.concurrent('looking at open positions', () => looking(theOperator))
describe('halting', () => halting(theOperator))
describe('while the watch is broken', () => acting(theOperator))
describe('orders', () => cancelling(theOperator))
describe('the story and the report', () => reporting(theOperator))
describe('the evaluation', () => evaluating(theOperator))
// A rejected signal is an alarm for a while, of which the doctor warns.
describe('tokens', () => admitting(theOperator))
describe.concurrent('a broken stack', () => broken(theOperator))

test('qt prints no colours into a pipe, and no secret anywhere', () => {
  const { secret } = JSON.parse(operator.stack.secret())
  expect(operator.said.length).toBeGreaterThan(70)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
  expect(operator.said.join('')).not.toMatch(/\u001b\[/)
  expect(operator.said.join('')).not.toContain(secret)
})
