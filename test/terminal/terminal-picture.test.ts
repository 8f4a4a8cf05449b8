import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { terminalPicture } from './terminal-picture.ts'

const events = Array.from(
  { length: 20 },
  (_, n) => `01:00:${n + 10}  ETHUSDT   signal BUY from <me> & you passed the gate`,
)
const run = [...events, '', 'Figures', '  Return      +1.00 %', '', 'Promises', '  pass once', ''].join('\n')

test('the picture of a terminal has the first events and both blocks, as text', () => {
  const picture = terminalPicture(run)
  expect(picture).toContain('from &lt;me&gt; &amp; you <tspan class="good">passed the gate</tspan>')
  expect(picture.match(/ETHUSDT/g)).toHaveLength(14)
  expect(picture).toMatch(/Return {6}<tspan class="good">\+1\.00/)
  expect(picture).toContain('<tspan class="good">pass</tspan> once')
})

test('a run that was broken off makes none', () => {
  expect(() => terminalPicture(events.join('\n'))).toThrow(/Expected a line "Figures"/)
  expect(() => terminalPicture('')).toThrow(/Expected the events of npm start, got 0/)
})

test('the published picture is of a whole run', () => {
  const picture = readFileSync(new URL('../../docs/pictures/terminal.svg', import.meta.url), 'utf8')
  for (const words of ['$ npm start', 'stop ', '>Figures<', '>Promises<']) expect(picture).toContain(words)
})
