import { expect, test } from 'vitest'
import { createState } from '#table/state.ts'
import type { LocalOperator } from '../an-operator.ts'
import { sell } from './signalling.ts'

/** Halts and lifts them again. */
export function halting(operator: () => LocalOperator): void {
  test('a halt makes the gate reject entries, and the doctor says so', async () => {
    const halted = await operator().qt('halt', '--reason', 'a drill', '--yes')
    expect(halted).toMatchObject({ code: 0, out: expect.stringContaining('halted by operator: a drill') })
    const [rejected, doctor] = await Promise.all([
      sell(operator(), 'XRPUSDT', '--wait'),
      operator().qt('doctor'),
    ])
    expect(rejected).toMatchObject({ code: 1, out: expect.stringContaining('rejected: halted') })
    expect(doctor.out).toMatch(/warning +entries +halted by operator \(a drill\)/)
    expect(doctor.out).toMatch(/^Safe to trade once entries are allowed, with \d+ warnings?\.$/m)
    expect(doctor.code).toBe(0)
  })

  test('resume lifts the operator’s halt and the kill switch, and not what the system halted by itself', async () => {
    const { documents, table, clock } = operator().stack
    const { account } = createState({ documents, table, clock })
    const system = { 'account-modes': 'the account is in hedge mode' }
    await account.update(it => ({ ...it, halts: { ...it.halts, killSwitch: 'on', ...system } }))
    const resumed = await operator().qt('resume', '--yes', '--json')
    expect(resumed.err).toContain('operator (a drill), killSwitch (on) is lifted')
    expect(resumed.json()).toEqual({ halts: system })
    expect(resumed.code).toBe(1)
    const again = await operator().qt('resume')
    expect(again.out).toContain('account-modes is lifted by the watch once the account is corrected')
    expect(again.code).toBe(1)
    await account.update(it => ({ ...it, halts: {} }))
  })
}
