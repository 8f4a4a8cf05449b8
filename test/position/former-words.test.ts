import { expect, test } from 'vitest'
import { admissionAt } from '#decisions/ask.ts'
import { reasonInTodaysWords } from '#decisions/former-words.ts'
import { verifyVerdict } from '#decisions/replay.ts'
import type { AdmissionAccount, EntrySignal } from '#domain/admission.ts'
import type { Decision } from '#domain/events/deciding.ts'
import type { Verdict } from '#ports/state.ts'
import { admission, anAccount, aSignal, now } from '../domain/builders.ts'

const settings = { ...admission, ladder: [{ at: '0.05' }], sources: {} }
const ask = admissionAt('executor', settings, now)

const formerRules: Readonly<Record<string, string>> = {
  'admit-signal': 'refuse-signal',
  'admit-symbol': 'refuse-symbol',
  'admit-account': 'refuse-entry',
}

/** As 0.1.0 recorded it: under the rule's former name, and without the moment. */
function formerly({ rule, inputs, outcome }: Decision): Decision {
  const { moment: _, ...before } = JSON.parse(inputs)
  return { rule: formerRules[rule] ?? rule, inputs: JSON.stringify(before), outcome }
}

const ofAccount = (change: Partial<AdmissionAccount>): Decision =>
  formerly(ask.account(aSignal() as EntrySignal, anAccount(change))[1])

/** As it was recorded when a CLOSE needed confidence. */
const judgedByConfidence = ({ rule, inputs, outcome }: Decision): Decision => {
  const { closesFreely: _, ...before } = JSON.parse(inputs)
  return { rule, inputs: JSON.stringify(before), outcome }
}

/** Whether a decision replays equal if it was recorded with this rejection. */
function replaysEqual(decision: Decision, reason: string, detail: string): boolean {
  const recorded = { ...decision, outcome: JSON.stringify({ reason, detail }) }
  const verdict = { at: now, decisions: [recorded] } as unknown as Verdict
  return verifyVerdict(verdict).every(({ equal }) => equal)
}

const lost = { day: { date: new Date(now).toISOString().slice(0, 10), net: '-501' } }
const unknown = { ...lost, provisional: { p7: { worstLoss: '20.5' } } }

test.each<[string, Decision, string, string]>([
  [
    'a position that was called foreign',
    ofAccount({ foreign: ['ETHUSDT'] }),
    'foreign-position',
    'ETHUSDT has a position or orders that are not ours',
  ],
  [
    'a day at its cap',
    ofAccount(lost),
    'daily-loss',
    'the day stands at -501.00 with 0.00 at risk; the cap is 500',
  ],
  [
    'a day with a result that is not known',
    ofAccount(unknown),
    'daily-loss',
    'the day stands at -501.00 with 0.00 at risk and 20.50 in results that are not known yet; the cap is 500',
  ],
  [
    'a symbol that is not listed',
    formerly(ask.symbol('ETHUSDT', undefined)[1]),
    'unknown-symbol',
    'the exchange has no ETHUSDT',
  ],
  [
    'a take-profit beyond the first tier',
    formerly(ask.signal(aSignal({ takeProfitPct: '0.06' }))[1]),
    'invalid',
    'takeProfitPct: expected at most the first tier of QT_LADDER (0.05), came 0.06',
  ],
])('release 0.1.0’s record of %s replays equal', (_, decision, reason, detail) => {
  expect(replaysEqual(decision, reason, detail)).toBe(true)
  expect(replaysEqual(decision, reason, `${detail}0`)).toBe(false)
})

test('a CLOSE that an earlier release rejected for its confidence replays equal, and so does today’s verdict', () => {
  const [refusal, decision] = ask.signal(aSignal({ action: 'CLOSE', confidence: '0.5' }))
  expect(refusal).toBeUndefined()
  expect(replaysEqual(judgedByConfidence(decision), 'low-confidence', '0.5 is below 0.72')).toBe(true)
  expect(verifyVerdict({ at: now, decisions: [decision] } as unknown as Verdict)).toMatchObject([
    { equal: true },
  ])
})

test('qt shows a verdict of 0.1.0 under today’s reason', () => {
  expect(reasonInTodaysWords('foreign-position')).toBe('unmanaged-position')
  expect(reasonInTodaysWords('stale')).toBe('stale')
  expect(reasonInTodaysWords(undefined)).toBeUndefined()
})
