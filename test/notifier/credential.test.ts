import { describe, expect, test } from 'vitest'
import type { Deliver } from '#notifications/services/service.ts'
import { at, examples } from '../notifications/examples.ts'
import { secrets } from '../notifications/receiver.ts'
import { aTeller } from './a-teller.ts'

const minute = 60_000

describe('a credential', () => {
  test('that is not written yet makes notifications wait, and loses none', async () => {
    const kept: Record<string, string> = {}
    const teller = aTeller({ start: at, credentials: async () => kept })
    teller.send('telegram', examples.opened)
    await teller.pass(10 * minute)
    expect(teller.told.of('notification-waits')[0]).toMatchObject({
      why: 'it has no credential yet: qt notify set telegram writes it',
    })
    expect(teller.receiver.posts).toEqual([])
    kept.telegram = secrets.telegram
    await teller.pass(20 * minute)
    expect(teller.receiver.heard).toHaveLength(1)
  })

  test('of a wrong form is sent nowhere', async () => {
    let asked = 0
    const deliver = () => async () => {
      asked += 1
      return { noAnswer: 'no answer (ENOTFOUND)' }
    }
    const credentials = async () => ({ discord: 'https://evil.example/x' })
    const teller = aTeller({ start: at, credentials, deliver })
    teller.send('discord', examples.opened)
    await teller.pass(10 * minute)
    expect(asked).toBe(0)
    expect(teller.told.of('notification-waits').length).toBeGreaterThan(3)
  })

  test('that cannot be read now is read again later', async () => {
    let isBroken = true
    const credentials = async () => {
      if (isBroken) throw new Error('AccessDenied')
      return secrets
    }
    const teller = aTeller({ start: at, credentials })
    teller.send('slack', examples.opened)
    await teller.pass(minute)
    expect(teller.told.of('message-failed')).toHaveLength(1)
    isBroken = false
    await teller.pass(10 * minute)
    expect(teller.receiver.heard).toHaveLength(1)
  })

  test('that a service rejects is read again before a notification is given up', async () => {
    const asked: (string | undefined)[] = []
    const credentials = async (anew?: 'anew') => {
      asked.push(anew)
      return anew ? secrets : { ...secrets, slack: 'https://hooks.slack.com/services/T0/B0/former' }
    }
    const former =
      (ask: Deliver): Deliver =>
      async post =>
        post.url.endsWith('former') ? { status: 404, headers: {}, body: 'no_service' } : ask(post)
    const teller = aTeller({ start: at, credentials, deliver: former })
    teller.send('slack', examples.opened)
    await teller.pass(0)
    expect([teller.dead, teller.receiver.heard.length, asked]).toEqual([[], 1, [undefined, 'anew']])
  })

  test('is in no log line and no dead letter, whatever a service answers', async () => {
    for (const name of Object.keys(secrets) as (keyof typeof secrets)[]) {
      const secret = secrets[name]
      const echo = {
        status: 400,
        headers: {},
        body: JSON.stringify({ description: secret, message: secret, error: secret }),
      }
      const teller = aTeller({ start: at })
      teller.receiver.plan(name, { ...echo, status: 500 }, { noAnswer: `connect ${secret}` }, echo)
      teller.send(name, examples.opened)
      await teller.pass(minute)
      expect(teller.dead).toHaveLength(1)
      const said = JSON.stringify([teller.told.lines, teller.dead])
      expect(said).not.toContain(secret)
      if (secret.startsWith('http')) expect(said).not.toContain(new URL(secret).pathname)
    }
  })
})
