import { expect, test } from 'vitest'
import type { JournalEntry } from '#domain/events/journal.ts'
import { holding } from '#position/lease.ts'
import { createState } from '#table/state.ts'
import { recordingTelemetry } from '../in-process/recording-telemetry.ts'
import { memoryTable } from '../storm/memory-table.ts'
import { aPosition } from '../table/a-position.ts'

test('what is noted while the journal is being written is written with the next notes', async () => {
  const clock = { now: () => 1_000, sleep: async () => {} }
  const state = createState({ documents: memoryTable().documents, table: 'memory', clock })
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
