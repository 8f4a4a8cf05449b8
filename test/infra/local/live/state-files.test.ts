import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { FolderInUse, FolderUnusable, lockFolder } from '../../../../infra/local/live/folder-lock.ts'
import { openKeptRun } from '../../../../infra/local/live/kept-run.ts'
import { mustMeanTheSame } from '../../../../infra/local/live/made-with.ts'
import { createSaving } from '../../../../infra/local/live/saving.ts'
import { createStateFiles, findState, StateDamaged } from '../../../../infra/local/live/state-files.ts'
import { folder as parent } from './served.ts'

let count = 0
let folder: string
beforeEach(() => {
  count += 1
  folder = join(parent, `files-${count}`)
  mkdirSync(folder)
})
const fileOf = (number: number) => join(folder, `state-${String(number).padStart(6, '0')}.jsonl`)
const files = () => readdirSync(folder).sort()

async function saved(): Promise<void> {
  const first = createStateFiles(folder, undefined)
  await first.begin(['one'])
  first.add(['two', 'three'])
  const second = createStateFiles(folder, findState(folder)?.number)
  await second.begin(['one', 'two', 'three'])
  second.add(['four'])
}

test('saves are read in order, and the file before stays', async () => {
  await saved()
  expect(findState(folder)).toEqual({
    number: 2,
    lines: ['one', 'two', 'three', 'four'],
    damage: undefined,
  })
  expect(files()).toEqual(['state-000001.jsonl', 'state-000002.jsonl'])
})

test('an interrupted save does not count, and is reported', async () => {
  await saved()
  appendFileSync(fileOf(2), '{"bytes":400,"sha256":"0"}\n{"half')
  expect(findState(folder)).toMatchObject({
    lines: ['one', 'two', 'three', 'four'],
    damage: 'state-000002.jsonl has 33 bytes of an incomplete save',
  })
})

test('the checksum shows a byte changed on disk', async () => {
  await saved()
  writeFileSync(fileOf(2), readFileSync(fileOf(2), 'utf8').replace('four', 'four'.toUpperCase()))
  expect(findState(folder)).toMatchObject({
    lines: ['one', 'two', 'three'],
    damage: expect.stringMatching(/^state-000002\.jsonl has \d+ bytes/),
  })
})

test('if a file cannot be read, the one before is used and stays', async () => {
  await saved()
  writeFileSync(fileOf(2), 'not a save\n')
  const found = findState(folder)
  expect(found).toMatchObject({ number: 1, lines: ['one', 'two', 'three'] })
  await createStateFiles(folder, found?.number).begin(['one', 'two', 'three'])
  expect(files()).toEqual(['state-000001.jsonl', 'state-000003.jsonl'])
})

test('a new file starts after so many saves, so that a damaged beginning loses little', async () => {
  const disk = createStateFiles(folder, undefined)
  await disk.begin(['all'])
  let saves = 0
  for (; !disk.isLong(); saves += 1) disk.add([`${saves}`])
  // Ten minutes of saves.
  expect(saves).toBe(120)
  await disk.begin(['all, later'])
  expect(disk.isLong()).toBe(false)
  writeFileSync(fileOf(2), 'damaged\n')
  expect(findState(folder)?.lines.at(-1)).toBe('119')
})

test('if no file can be read, the run says so instead of starting afresh', async () => {
  await saved()
  for (const number of [1, 2]) writeFileSync(fileOf(number), '')
  writeFileSync(fileOf(2), 'x')
  expect(() => findState(folder)).toThrow(StateDamaged)
  expect(() => findState(folder)).toThrow(/--reset/)
})

test('only a killed process’s partial file is removed', async () => {
  await saved()
  writeFileSync(`${fileOf(3)}.123456`, 'half')
  writeFileSync(join(folder, 'notes.txt'), 'mine')
  createStateFiles(folder, 2)
  expect(files()).toEqual(['notes.txt', 'state-000001.jsonl', 'state-000002.jsonl'])
})

test('after a failed save the next one saves everything', async () => {
  const told: string[] = []
  const cuts: boolean[] = []
  let isFull = false
  const disk = createStateFiles(folder, undefined)
  const { saved: save, end } = createSaving({
    files: {
      ...disk,
      add(lines) {
        if (isFull) throw new Error('ENOSPC: no space left on device')
        disk.add(lines)
      },
    },
    heading: 'heading',
    cut: async isWhole => {
      cuts.push(isWhole)
      return [`cut ${cuts.length}`]
    },
    isHeld: () => true,
    tell: line => told.push(line),
  })
  expect(await save()).toBe(true)
  isFull = true
  // A producer that waits for it gets no answer that its signal was accepted.
  expect(await save()).toBe(false)
  isFull = false
  expect(await Promise.all([save(), save()])).toEqual([true, true])
  await save()
  expect(await end()).toBe(true)
  expect(await save()).toBe(false)
  expect(cuts).toEqual([true, false, true, false, false])
  expect(told).toEqual([
    'The state could not be saved: ENOSPC: no space left on device. The run retries every few seconds.',
    'Saving works again.',
  ])
  expect(findState(folder)?.lines).toEqual(['heading', 'cut 3', 'cut 4', 'cut 5'])
})

test('a run whose last save fails says so', async () => {
  const told: string[] = []
  const disk = createStateFiles(folder, undefined)
  const begin = async () => {
    throw new Error('ENOSPC: no space left on device')
  }
  const saving = createSaving({
    ...{ files: { ...disk, begin }, heading: '', cut: async () => [] },
    ...{ isHeld: () => true, tell: line => told.push(line) },
  })
  expect(await saving.end()).toBe(false)
  expect(told).toEqual([
    expect.stringMatching(/^The state could not be saved: ENOSPC/),
    'The last changes are not saved: the next start continues from the save before them.',
  ])
})

test('a run that lost its folder to another while it slept writes nothing into it', async () => {
  const told: string[] = []
  const saving = createSaving({
    ...{ files: createStateFiles(folder, undefined), heading: '', cut: async () => [] },
    ...{ isHeld: () => false, tell: line => told.push(line) },
  })
  expect(await saving.saved()).toBe(false)
  await saving.saved()
  expect(files()).toEqual([])
  expect(told).toEqual([expect.stringMatching(/^Another run took over this state/)])
})

test('the lock of an ended process, or of another boot, is taken over', () => {
  const lock = (holder: object) => writeFileSync(join(folder, 'lock'), JSON.stringify(holder))
  const bootedAt = Date.now() - 1e9
  lock({ pid: process.pid, bootedAt, token: 'before a restart of this machine' })
  const first = lockFolder(folder)
  expect(first.isHeld()).toBe(true)
  expect(() => lockFolder(folder)).toThrow(FolderInUse)
  first.release()
  writeFileSync(join(folder, 'lock'), '')
  const second = lockFolder(folder)
  lock({ pid: process.pid, bootedAt, token: 'another' })
  expect(second.isHeld()).toBe(false)
  second.release()
  expect(files()).toEqual(['lock'])
})

test('an unwritable folder is reported, with what to do', () => {
  const file = join(folder, 'a-file')
  writeFileSync(file, '')
  for (const place of [file, join(file, 'below')]) {
    expect(() => lockFolder(place)).toThrow(FolderUnusable)
    expect(() => lockFolder(place)).toThrow(/to keep the state in the folder .*, got .*\n.*--state FOLDER/)
  }
})

test('with --reset the state is put aside, and the run starts afresh', async () => {
  await saved()
  const told: string[] = []
  const run = openKeptRun({ folder, said: {}, reset: true, tell: line => told.push(line) })
  expect(run.keeping.state).toBeUndefined()
  await run.close()
  const [aside = ''] = files()
  expect(aside).toMatch(/^before-\d{4}-\d\d-\d\d$/)
  expect(readdirSync(join(folder, aside)).sort()).toEqual(['state-000001.jsonl', 'state-000002.jsonl'])
  expect(told).toEqual([`The old state is kept in ${join(folder, aside)}.`])
})

test('a state of a later release is not read', async () => {
  const disk = createStateFiles(folder, undefined)
  await disk.begin(['{"v":2,"said":{}}'])
  const open = () => openKeptRun({ folder, said: {}, reset: false, tell: () => {} })
  expect(open).toThrow(/expected a state of version 1, got 2/)
  // The folder's lock is released.
  expect(files()).toEqual(['state-000001.jsonl'])
})

test('a default given explicitly counts as the same setting; differences are named, the rule’s too', () => {
  const made = { QT_SYMBOLS: 'BTCUSDT' }
  mustMeanTheSame(made, { QT_SYMBOLS: 'BTCUSDT', QT_DEFAULT_LEVERAGE: '30' }, folder)
  const rule = '{"symbols":["BTCUSDT"],"period":14,"low":30,"high":70,"interval":"5m"}'
  expect(() => mustMeanTheSame(made, { QT_SYMBOLS: 'ETHUSDT', rule }, folder)).toThrow(
    /QT_SYMBOLS was BTCUSDT, and is now ETHUSDT\n {2}rule was none, and is now \{.*\}\n/,
  )
})
