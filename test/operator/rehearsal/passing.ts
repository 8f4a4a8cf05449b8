import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { positionLifetimes } from '#paper/audit/ledger.ts'
import { judgeKept } from '../../../infra/operator/commands/rehearse.ts'
import { readFile } from '../../../infra/operator/rehearse/file.ts'
import { symbol } from './a-demo.ts'
import { expectNothingLeft, opened } from './demos.ts'

/** Rehearsals on an exchange that acts as the paper venue does. */
export function passing(): void {
  test('a passing rehearsal gives one position a whole life with a stop, and leaves nothing', async () => {
    const { rehearse, system } = await opened()
    const { data, exitCode } = await rehearse()
    expect(data.differences).toEqual([])
    expect(data).toMatchObject({ verdict: 'passed', left: [] })
    expect(exitCode).toBe(0)
    expect(data.taken.map(({ step }) => step)).toEqual(
      ['slot', 'configure', 'entry', 'two stops', 'bridge', 'hold'].concat(
        ...['partial take-profit', 'take-profit fires', 'close', 'both books', 'settled'],
      ),
    )
    await expectNothingLeft()
    const lives = positionLifetimes(await system.venue.ledger(symbol))
    expect(lives).toMatchObject([{ naked: [{ kind: 'entry' }] }])
    expect(data.shown.map(({ clientId }) => /(.)\d+$/.exec(clientId)?.[1]).join('')).toBe('pbtgpbbtb')
    const lists = data.shown.flatMap(({ fired, afterMs = Infinity }) => (fired ? [] : afterMs))
    expect(lists).toHaveLength(8)
    expect(Math.max(...lists)).toBeLessThan(50)
  })

  test('its position is the deployment’s own, with slot, journal and result', async () => {
    const { rehearse, system, asked } = await opened()
    const { data } = await rehearse()
    const { positionId } = data
    const stored = await system.state.positions.read(positionId)
    expect(stored?.item).toMatchObject({
      state: 'closed',
      source: 'rehearsal',
      result: { reason: 'operator' },
    })
    const told = (await system.state.journal.read(positionId)).map(({ event }) => event)
    const once = ['entry-planned', 'entry-accepted', 'entry-filled', 'stop-raised', 'profit-banked', 'closed']
    for (const event of once) expect(told.filter(each => each === event)).toEqual([event])
    expect(asked).toEqual([`${positionId}-later`, positionId])
  })

  test('a take-profit that a list shows as triggered is so on paper, too', async () => {
    const { rehearse, script, file } = await opened()
    script.rises = 'slowly'
    const { data } = await rehearse()
    expect(data.differences).toEqual([])
    expect(data).toMatchObject({ verdict: 'passed', left: [] })
    expect(readFileSync(file, 'utf8')).toContain('"algoStatus":"TRIGGERING"')
  })

  test.each(['shown', 'unshown'] as const)(
    'stops that fire as the position closes, with nothing to sell, do so on paper, too: %s before',
    async falls => {
      const { rehearse, script, file } = await opened()
      Object.assign(script, { rises: 'never', falls })
      const { data } = await rehearse()
      expect(data.differences).toEqual([])
      expect(data).toMatchObject({ verdict: 'passed', left: [] })
      const text = readFileSync(file, 'utf8')
      expect(text.includes('"algoStatus":"TRIGGERING"')).toBe(falls === 'shown')
      expect(text.includes('"failReason":')).toBe(true)
      await expectNothingLeft()
    },
  )

  test('a rehearsal reports a take-profit that the market does not reach, and cancels it', async () => {
    const { rehearse, script } = await opened()
    script.rises = 'never'
    const { data } = await rehearse()
    expect(data).toMatchObject({ verdict: 'passed', left: [] })
    const fires = data.taken.find(({ step }) => step === 'take-profit fires')
    expect(fires?.found).toContain('did not come to it, 3 times for 10 s')
    await expectNothingLeft()
  })

  test('the record has every answer without key, signature or secret, and can be judged again', async () => {
    const { rehearse, file, keys } = await opened()
    const { data } = await rehearse()
    const text = readFileSync(file, 'utf8')
    const { kept } = readFile(file)
    expect(kept.map(({ n }) => n)).toEqual(kept.map((_, index) => index + 1))
    expect(kept.length).toBe(data.requests)
    for (const secret of [keys.apiKey, keys.secret, 'signature', 'X-MBX-APIKEY'])
      expect(text.toLowerCase()).not.toContain(`"${secret.toLowerCase()}"`)
    expect((await judgeKept(file)).data).toEqual({ ...data, file })
    // The end of the last line is lost: what stands before it is read.
    writeFileSync(file, text.slice(0, -9))
    expect(await judgeKept(file)).toMatchObject({
      exitCode: 1,
      data: {
        ...{ verdict: 'failed', requests: data.requests },
        left: ['it was killed: the file’s last line was cut, and is not read'],
      },
    })
    writeFileSync(file, text.replace('"n":2', '"n'))
    await expect(judgeKept(file)).rejects.toThrow('cannot be read as a rehearsal')
  })
}
