import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { eventLine } from '../../../infra/local/play/show/event-line.ts'
import { forTerminal, jsonForTerminal } from '../../../infra/terminal/for-terminal.ts'

test('only line breaks and colours remain of terminal control characters', () => {
  expect(forTerminal('\u001b[31mred\u001b[39m\nline')).toBe('\u001b[31mred\u001b[39m\nline')
  expect(forTerminal('\u001b]0;title\u0007\u001b[2J\r')).toBe('\\u{1b}]0;title\\u{7}\\u{1b}[2J\\u{d}')
})

test('an event line shows a message as plain text', () => {
  const detail = '\u001b[31m\u202e'
  const line = { level: 'INFO', at: 0, action: 'BUY', source: 'lan', reason: 'invalid', detail }
  expect(eventLine({ ...line, message: 'signal-refused' })).toContain('invalid, \\u{1b}[31m\\u{202e}')
})

test.prop([fc.jsonValue({ stringUnit: 'binary' })])('JSON for a terminal has the same value', value => {
  const text = jsonForTerminal(value, 2)
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
  expect(text.replaceAll('\n', '')).toMatch(/^[^\p{C}\p{Zl}\p{Zp}]*$/u)
})
