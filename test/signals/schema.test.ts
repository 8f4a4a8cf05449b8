import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { signalJsonSchema } from '#signals/schema.ts'

const published = readFileSync(new URL('../../docs/signal.schema.json', import.meta.url), 'utf8')

test('the published schema is the parser’s own', () => {
  expect(JSON.parse(published), 'npm run schema writes it').toEqual(JSON.parse(signalJsonSchema()))
})

test('it describes each field, and names the required ones', () => {
  const { properties, required } = JSON.parse(published)
  expect(required).toEqual(['symbol', 'action', 'source', 'timestamp'])
  for (const { description } of Object.values<{ readonly description?: string }>(properties))
    expect(description).toMatch(/\w/)
})
