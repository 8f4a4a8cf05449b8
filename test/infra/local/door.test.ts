import { expect, onTestFinished, test } from 'vitest'
import { openDoor } from '../../../infra/local/runner/door.ts'

test('a request that cannot be answered is told why, and the next one is answered', async () => {
  const door = await openDoor(async ({ body }) => ({ status: 200, headers: {}, body: JSON.parse(body).said }))
  onTestFinished(() => door.close())
  const ask = async (body: string) => {
    const answer = await fetch(door.url, { method: 'POST', body })
    return [answer.status, await answer.text()]
  }
  expect(await ask('{"said"')).toEqual([500, expect.stringContaining('JSON')])
  expect(await ask('{"said":"yes"}')).toEqual([200, 'yes'])
})
