import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { describeSettings } from '#settings/configuration.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8').replaceAll(/ +/g, ' ')

test.each(describeSettings())('the README says what $name does and what it is without being set', setting => {
  const preset = setting.name === 'QT_LADDER' ? 'the table above' : `\`${setting.preset}\``
  const purpose = setting.purpose.replaceAll('|', '\\|')
  expect(readme).toContain(`| \`${setting.name}\` | ${preset} | ${purpose} |`)
})

test('every script that the README names is there', () => {
  const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const named = [
    ...readme.matchAll(/npm (?:run )?(start|test|check|bench|exchange|signals|synth|storm|matrix|mutate)\b/g),
  ].map(([, name]) => name)
  expect(named.length).toBeGreaterThan(5)
  for (const name of named) expect(Object.keys(scripts)).toContain(name)
})
