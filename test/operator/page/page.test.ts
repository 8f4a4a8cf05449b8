import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { applied } from '../../../infra/operator/page/shown/change.ts'
import { openBrowser } from '../../browser/open-browser.ts'
import { type LocalOperator, openOperator } from '../an-operator.ts'
import { sell } from '../tool/signalling.ts'
import { type APage, bearer, openAPage } from './a-page.ts'
import { acting } from './server/acting.ts'
import { guarding } from './server/guarding.ts'
import { hostility } from './server/hostility.ts'
import { running } from './server/running.ts'
import { seeing } from './server/seeing.ts'
import { telling } from './server/telling.ts'

// One stack and one page for all: each chapter continues where the one before ended.
const key = { apiKey: 'an-api-key-that-is-shown-nowhere', secret: 'a-secret-that-is-shown-nowhere' }
const browser = await openBrowser()
let operator: LocalOperator
let page: APage

beforeAll(async () => {
  operator = await openOperator()
  const sold = await sell(operator, 'ETHUSDT', '--wait')
  if (sold.code !== 0) throw new Error(`ETHUSDT was not opened: ${sold.err}`)
  operator.stack.putSecret(JSON.stringify(key))
  page = await openAPage(operator.file)
})
afterAll(async () => {
  await browser?.close()
  await page?.close()
  await operator?.close()
})

describe('qt page’s guards', () => guarding(() => page))
describe('qt page’s answers', () =>
  telling(
    () => page,
    () => operator,
  ))
describe('text from other clients', () =>
  hostility(
    () => page,
    () => operator,
  ))
describe('qt page’s server', () => running(() => operator))
describe.skipIf(!browser)('qt page in a browser', () =>
  seeing(
    () => browser,
    () => page,
    () => operator,
  ),
)
describe('qt page’s actions', () =>
  acting(
    () => page,
    () => operator,
  ))

test('the first whole state with its changes is the current state', async () => {
  const { wholes, changes } = await page.hear(({ changes }) => changes.length >= 3)
  const [whole] = wholes
  if (!whole) throw new Error('No whole state was heard')
  const after = changes.reduce(applied, whole)
  const { stack, account } = (await page.ask('/api/now')).json()
  expect(after.now.stack).toEqual(stack)
  expect(after.now.account?.day).toEqual(account.day)
})

test('the page logged no failure and no secret', async () => {
  expect(page.failures).toEqual([])
  expect(page.said.length).toBeGreaterThan(60)
  for (const hidden of [...Object.values(key), bearer]) expect(page.said.join('\n')).not.toContain(hidden)
})
