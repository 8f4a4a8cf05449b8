import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { usualSpeed } from '../../../infra/local/play/pace.ts'
import { keepTook, lastTook } from '../../../infra/local/took.ts'

const folder = mkdtempSync(join(tmpdir(), 'took-'))
afterAll(() => rmSync(folder, { recursive: true }))

const lasting = (minutes: number) => usualSpeed({ market: { to: minutes * 60_000 }, startAt: 0 })

test('two hours and a day are seen for as long as each other, some minutes no slower than before', () => {
  expect((120 * 60) / lasting(120)).toBeCloseTo(28, 0)
  expect((1440 * 60) / lasting(1440)).toBeCloseTo(28, 0)
  expect(lasting(6)).toBe(60)
})

test('what took its time is known the next time, each thing by itself', () => {
  const file = join(folder, 'deep', 'took.json')
  expect(lastTook('synthesis', file)).toBeUndefined()
  keepTook('synthesis', 4_000.4, file)
  keepTook('else', 7, file)
  expect(lastTook('synthesis', file)).toBe(4_000)
})

test('where it was cut or is none, nothing is known, and the next time it is kept again', () => {
  const file = join(folder, 'cut.json')
  for (const text of ['{"synth', '{"synthesis":"soon"}', '{"synthesis":-1}', 'null']) {
    writeFileSync(file, text)
    expect(lastTook('synthesis', file)).toBeUndefined()
  }
  keepTook('synthesis', 5_000, file)
  expect(lastTook('synthesis', file)).toBe(5_000)
})
