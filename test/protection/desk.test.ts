import { expect, test } from 'vitest'
import { holding } from '#protection/desk.ts'
import type { JournalEntry } from '#state/port.ts'
import { createState } from '#state/state.ts'
import { recordingTelemetry } from '../house/recording-telemetry.ts'
import { aPosition } from '../state/a-position.ts'
import { memoryTable } from '../storm/memory-table.ts'

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
  const desk = { state: { ...state, journal }, clock, telemetry }
  await holding(desk, { id: 'p1', holder: 'a', leaseMs: 1_000 }, async held => {
    held.note('first')
    whileWriting = () => {
      whileWriting = () => {}
      held.note('meanwhile')
    }
    await held.flush()
  })
  expect((await state.journal.read('p1')).map(({ event }) => event)).toEqual(['first', 'meanwhile'])
})
