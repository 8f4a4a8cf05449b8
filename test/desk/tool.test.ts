import { GetCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LocalDesk, openDesk } from './a-desk.ts'
import { acting } from './tool/acting.ts'
import { broken } from './tool/broken.ts'
import { cancelling } from './tool/cancelling.ts'
import { halting } from './tool/halting.ts'
import { looking } from './tool/looking.ts'
import { quiet } from './tool/quiet.ts'
import { reporting } from './tool/reporting.ts'
import { signalling } from './tool/signalling.ts'

// One stack for all: each chapter goes on where the one before left it, as an operator does.
// A dozen processes on a busy machine take their time.
let desk: LocalDesk

beforeAll(async () => {
  desk = await openDesk()
  const { documents, table, clock } = desk.stack
  const watch = new GetCommand({ TableName: table, Key: { pk: 'WATCH', sk: 'ITEM' } })
  while (!(await documents.send(watch)).Item) await clock.sleep(1_000)
})
afterAll(() => desk?.close())

const atDesk = () => desk
describe.concurrent('on a quiet stack', () => quiet(atDesk))
describe('signals', () => signalling(atDesk))
describe.concurrent('looking at what is open', () => looking(atDesk))
describe('halting', () => halting(atDesk))
describe('while the watch is broken', () => acting(atDesk))
describe('orders', () => cancelling(atDesk))
describe('what became of it', () => reporting(atDesk))
describe.concurrent('a broken stack', () => broken(atDesk))

test('on a pipe there are no colours, and nowhere is there a secret', () => {
  const { secret } = JSON.parse(desk.stack.secret())
  expect(desk.said.length).toBeGreaterThan(70)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
  expect(desk.said.join('')).not.toMatch(/\u001b\[/)
  expect(desk.said.join('')).not.toContain(secret)
})
