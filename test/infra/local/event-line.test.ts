import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { eventLine } from '../../../infra/local/play/show/event-line.ts'

const shown = (message: string, details: object = {}, level = 'INFO') => {
  const text = eventLine({ message, level, at: 3_600_000, symbol: 'BTCUSDT', ...details })
  return text && stripVTControlCharacters(text)
}

test('an event line for a broken invariant shows what was expected and found', () => {
  const broken = {
    refused: 'raise-stop',
    invariant: 'stop-looser',
    expected: 'a stop no looser than 60063.1',
    found: '59963',
  }
  expect(shown('invariant-broken', broken)).toBe(
    '01:00:00  BTCUSDT   raise-stop refused, stop-looser: expected a stop no looser than 60063.1, found 59963',
  )
})

test('an entry has its confidence, a CLOSE has none to tell', () => {
  const accepted = (action: string) =>
    shown('signal-accepted', { action, source: 'my-model', confidence: '0.81' })
  expect(accepted('BUY')).toMatch(/signal BUY from my-model \(0\.81\) passed the gate$/)
  expect(accepted('CLOSE')).toMatch(/signal CLOSE from my-model passed the gate$/)
})

test('an intermediate step has no event line', () => {
  expect(shown('order-cancelled', { clientId: 'p2', because: 'it is replaced' })).toBeUndefined()
})

test('a take-profit that filled says how much, one that was cancelled unfilled has no event line', () => {
  const traced = (status: string, filled?: string) =>
    shown('take-profit-traced', { clientId: 't1', status, filled })
  expect(traced('FINISHED', '0.50')).toBe('01:00:00  BTCUSDT   take-profit filled 0.5')
  expect(traced('TRIGGERED', '0')).toBeUndefined()
  expect(traced('CANCELED')).toBeUndefined()
})

test.each(['journal-failed', 'constructor'])('a failure without its own line is still shown: %s', event => {
  expect(shown(event)).toBeUndefined()
  const error = { name: 'Error', message: 'the table is away' }
  expect(shown(event, { error }, 'ERROR')).toBe(`01:00:00  BTCUSDT   ${event}: Error, the table is away`)
})

test('gate and executor agree on a signal: it passed, and then opened nothing', () => {
  const signal = { action: 'BUY', source: 'tft', reason: 'daily-loss', detail: 'the cap is 500' }
  const passed = shown('signal-accepted', { ...signal, confidence: '0.8', service: 'paper-signal-gate' })
  expect(passed).toBe('01:00:00  BTCUSDT   signal BUY from tft (0.8) passed the gate')
  expect(shown('signal-refused', { ...signal, service: 'paper-executor' })).toBe(
    '01:00:00  BTCUSDT   signal BUY from tft is not entered: daily-loss, the cap is 500',
  )
  const close = {
    action: 'CLOSE',
    source: 'tft',
    reason: 'nothing-open',
    detail: 'BTCUSDT has no open position',
  }
  expect(shown('signal-refused', { ...close, service: 'paper-executor' })).toBe(
    '01:00:00  BTCUSDT   signal CLOSE from tft closes nothing: nothing-open, BTCUSDT has no open position',
  )
  expect(shown('signal-refused', { ...signal, service: 'paper-signal-gate' })).toBe(
    '01:00:00  BTCUSDT   signal BUY from tft rejected: daily-loss, the cap is 500',
  )
})

test('no line is cut, however long its reason', () => {
  const detail = `${'why, '.repeat(40)}and the number at its end is 42`
  expect(shown('signal-refused', { source: 'tft', reason: 'cooldown', detail })).toContain('end is 42')
})
