import { expect, test } from 'vitest'
import type { JournalEntry } from '#domain/events/journal.ts'
import { holding } from '#position/lease.ts'
import { createState } from '#table/state.ts'
import { recordingTelemetry } from '../in-process/recording-telemetry.ts'
import { aPosition } from '../table/a-position.ts'
import { plainTable } from '../table/memory-table.ts'

test('a note made while the journal is being written goes with the next notes', async () => {
  const clock = { now: () => 1_000, sleep: async () => {} }
  const state = createState({ documents: plainTable().documents, table: 'memory', clock })
  await state.positions.create(aPosition())
  let whileWriting = () => {}
  const journal = {
    ...state.journal,
    async append(id: string, entries: readonly JournalEntry[]) {
      whileWriting()
      await state.journal.append(id, entries)
    },
  }
  const { telemetry } = recordingTelemetry()
  const context = { state: { ...state, journal }, clock, telemetry }
  await holding(context, { id: 'p1', holder: 'a', leaseMs: 1_000 }, async held => {
    held.note('closing', { reason: 'signal' })
    whileWriting = () => {
      whileWriting = () => {}
      held.note('books-empty', { rounds: 0 })
    }
    await held.flush()
  })
  expect((await state.journal.read('p1')).map(({ event }) => event)).toEqual(['closing', 'books-empty'])
})

test('a note is a log line that names its position, and a warning if the operator should hear of it', async () => {
  const clock = { now: () => 1_000, sleep: async () => {} }
  const state = createState({ documents: plainTable().documents, table: 'memory', clock })
  const { id: positionId, symbol } = aPosition()
  await state.positions.create(aPosition())
  const lines: unknown[] = []
  const on = (level: string) => (event: string, details: object) => void lines.push([level, event, details])
  const telemetry = { info: on('info'), warn: on('warn'), error() {}, count() {} }
  await holding({ state, clock, telemetry }, { id: 'p1', holder: 'a', leaseMs: 1_000 }, async held => {
    held.note('tier-reached', { tier: 1, mark: '60104' })
    held.note('sentiment-changed', { side: 'long', sentiment: 'opposes' })
  })
  expect(lines).toEqual([
    ['info', 'tier-reached', { positionId, symbol, tier: 1, mark: '60104' }],
    ['warn', 'sentiment-changed', { positionId, symbol, side: 'long', sentiment: 'opposes' }],
  ])
})
