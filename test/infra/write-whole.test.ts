import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { writeWhole, writeWholePrivately } from '../../infra/write-whole.ts'

const folder = mkdtempSync(join(tmpdir(), 'whole-'))
const file = join(folder, 'kept.json')
afterEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name))
})

/** The error of a writing in a process whose files the system ends after 8 KB, as a full disk does. */
function errorOf(call: string): string {
  const module = fileURLToPath(new URL('../../infra/write-whole.ts', import.meta.url))
  const script = `
    import { writeWhole, writeWholePrivately } from ${JSON.stringify(module)}
    process.on('SIGXFSZ', () => {})
    try {
      await ${call}
      console.log('none')
    } catch (error) {
      console.log(error.code)
    }`
  const limited = ['-c', 'ulimit -f 8; exec "$0" --input-type=module -e "$1"', process.execPath, script]
  return execFileSync('bash', limited, { encoding: 'utf8' }).trim()
}

test.each(['writeWhole', 'writeWholePrivately'])('%s leaves the former file if the disk is full', name => {
  writeFileSync(file, 'former')
  expect(errorOf(`${name}(${JSON.stringify(file)}, 'x'.repeat(20_000))`)).toBe('EFBIG')
  expect(readFileSync(file, 'utf8')).toBe('former')
  expect(readdirSync(folder)).toEqual(['kept.json'])
})

test('a link stays a link, and the file that it names keeps its permissions', () => {
  writeFileSync(file, 'former', { mode: 0o640 })
  const link = join(folder, 'link.json')
  symlinkSync('kept.json', link)
  writeWhole(link, 'new')
  expect(
    readdirSync(folder, { withFileTypes: true }).map(each => [each.name, each.isSymbolicLink()]),
  ).toEqual([
    ['kept.json', false],
    ['link.json', true],
  ])
  expect(readFileSync(file, 'utf8')).toBe('new')
  expect(statSync(file).mode & 0o777).toBe(0o640)
})

test('a private file is its owner’s alone, also if the former was not', async () => {
  writeFileSync(file, 'former', { mode: 0o644 })
  await writeWholePrivately(file, new Uint8Array([0, 255]))
  expect([...readFileSync(file)]).toEqual([0, 255])
  expect(statSync(file).mode & 0o777).toBe(0o600)
})
