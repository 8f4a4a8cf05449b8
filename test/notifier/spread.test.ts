import { marshall } from '@aws-sdk/util-dynamodb'
import type { DynamoDBRecord } from 'aws-lambda'
import { describe, expect, test } from 'vitest'
import type { Change } from '#notifications/change.ts'
import { parseChannels } from '#notifications/channels.ts'
import { type Letter, parseLetter } from '#notifications/letter.ts'
import type { DiaryNote } from '#ports/diary.ts'
import { alarmIn } from '../../functions/notifier/spread/alarm.ts'
import { spreadChanges } from '../../functions/notifier/spread/spread-changes.ts'
import { sequenceOf, streamRecord, type WireItem } from '../../infra/local/runner/streams/stream-record.ts'
import { anOpenPosition, now } from '../domain/builders.ts'
import { recordingTelemetry } from '../in-process/recording-telemetry.ts'

const channels = parseChannels(
  JSON.stringify([
    { name: 'phone', to: 'ntfy', topic: 'desk', events: ['opened', 'closed', 'halted'] },
    { name: 'desk', to: 'slack', events: ['closed'] },
  ]),
)

const position = anOpenPosition()
const step = (n: number, event: string, details: object): Change => ({
  pk: `POSITION#${position.id}`,
  sk: `${new Date(now).toISOString()}#000${n}`,
  at: now,
  now: { v: 1, body: { at: now, event, ...details } },
})

const wire = (item: object) => marshall(item, { removeUndefinedValues: true }) as WireItem

/** A change as the table's stream has it. */
const recordOf = ({ pk, sk, now: after, before }: Change, number: number): DynamoDBRecord =>
  streamRecord(
    {
      keys: wire({ pk, sk }),
      before: before && wire({ pk, sk, ...before }),
      after: after && wire({ pk, sk, ...after }),
    },
    { streamArn: 'arn:stream', view: 'NEW_AND_OLD_IMAGES', number, at: now },
  )

const opened = step(1, 'entry-filled', { stopOutcome: 'accepted' })
const decided = step(2, 'decided', { rule: 'next-move' })
const closed = step(9, 'closed', { reason: 'stop-hit', netPnl: '-2.1', fees: '0.4' })
const account = (version: number, halts: object) => ({ v: 1, version, body: { halts } })
const halted: Change = {
  ...{ pk: 'ACCOUNT', sk: 'ITEM', at: now },
  before: account(7, {}),
  now: account(8, { operator: 'a walk' }),
}

interface Put extends Letter {
  readonly group: string
  readonly id: string
}

/** Queues that keep their messages, and fail where a test says so. */
function posting(fails: (letter: Put) => boolean = () => false) {
  const put: Put[] = []
  const noted: DiaryNote[] = []
  const { telemetry } = recordingTelemetry()
  const context = {
    deployment: 'paper',
    protections: [],
    diary: { note: async (note: DiaryNote) => void noted.push(note) },
    channels,
    telemetry,
    position: async (id: string) => (id === position.id ? position : undefined),
    queueOf: (channel: string) => ({
      async send(body: unknown, fifo?: { readonly group: string; readonly deduplicationId: string }) {
        const letter = parseLetter(JSON.stringify(body))
        expect(letter.channel).toBe(channel)
        const all = { ...letter, group: fifo?.group ?? '', id: fifo?.deduplicationId ?? '' }
        if (fails(all)) throw new Error('the queue does not answer')
        put.push(all)
      },
    }),
  }
  const spread = (...changes: readonly Change[]) =>
    spreadChanges(
      context,
      changes.map((change, index) => recordOf(change, index + 1)),
    )
  const told = () => put.map(({ channel, notification: { kind } }) => `${channel} ${kind}`)
  return { spread, put, told, noted }
}

describe('the table’s changes', () => {
  test('give each channel what it wants, and nothing else', async () => {
    const { spread, told } = posting()
    expect(await spread(opened, decided, halted, closed)).toEqual({ batchItemFailures: [] })
    expect(told()).toEqual(['phone opened', 'phone halted', 'phone closed', 'desk closed'])
  })

  test('are queued again under the same ids, in the same order', async () => {
    const [first, again] = [posting(), posting()]
    await first.spread(opened, halted, closed)
    await again.spread(opened, halted, closed)
    expect(again.put).toEqual(first.put)
    expect(first.put.map(({ group }) => group)).toEqual([position.id, 'entries', position.id, position.id])
    for (const { id, notification } of first.put) expect(id).toBe(notification.id)
  })

  test('come again from the first that could not be queued, and none overtakes it', async () => {
    const { spread, told } = posting(({ channel }) => channel === 'desk')
    const { batchItemFailures } = await spread(opened, closed, halted)
    expect(batchItemFailures).toEqual([{ itemIdentifier: sequenceOf(recordOf(closed, 2)) }])
    expect(told()).toEqual(['phone opened', 'phone closed'])
  })

  test('note closes and rejections for the digests, whatever the channels want', async () => {
    const { spread, noted } = posting()
    const refused = { at: now, verdict: 'refused', symbol: 'ETHUSDT', reason: 'stale' }
    await spread(opened, closed, { pk: 'SIGNAL#s1', sk: 'ITEM', at: now, now: { v: 1, body: refused } })
    expect(noted).toMatchObject([
      { note: 'closed', positionId: position.id, result: { net: '-2.1', fees: '0.4' } },
      { note: 'refused', signalId: 's1', reason: 'stale' },
    ])
  })

  test('without their keys are reported as failed', async () => {
    const { spread } = posting()
    const { batchItemFailures } = await spread({ ...opened, sk: undefined as never })
    expect(batchItemFailures).toHaveLength(1)
  })
})

describe('a message on the alarms’ topic', () => {
  const message = {
    AlarmName: 'QuantumTrader-paper-App-AlarmsSilentWatch1A2B3C4D-X5Y6Z7',
    AlarmDescription: 'The watch has not looked. What to do: docs/runbook.md#silentwatch',
    NewStateValue: 'ALARM',
    OldStateValue: 'OK',
    NewStateReason: 'Threshold Crossed: 16 datapoints',
    StateChangeTime: '2025-02-03T02:07:00.123+0000',
  }
  const told = (change: object) => alarmIn(JSON.stringify({ ...message, ...change }), 'paper')

  test('tells which alarm went off, by the runbook’s name, since when and why', () => {
    expect(told({})).toEqual({
      kind: 'alarm',
      v: 1,
      id: 'alarm/SilentWatch/1738548420123',
      at: 1_738_548_420_123,
      deployment: 'paper',
      alarm: 'SilentWatch',
      why: message.NewStateReason,
      what: message.AlarmDescription,
    })
    expect(told({ AlarmName: 'QuantumTrader-live-App-LookNow' })?.alarm).toBe('LookNow')
    expect(told({ AlarmName: 'of my own' })?.alarm).toBe('of my own')
  })

  test.each([
    ['that it is over', { NewStateValue: 'OK', OldStateValue: 'ALARM' }, 'alarm-over'],
    [
      'nothing if its measuring only began',
      { NewStateValue: 'OK', OldStateValue: 'INSUFFICIENT_DATA' },
      undefined,
    ],
    ['nothing if its measuring ended', { NewStateValue: 'INSUFFICIENT_DATA' }, undefined],
  ])('tells %s', (_, change, kind) => {
    expect(told(change)?.kind).toBe(kind)
  })

  test.each([
    ['a notice of ours', '{"positionId":"a"}'],
    ['not JSON', 'closed by force'],
  ])('that is %s tells no alarm', (_, text) => {
    expect(alarmIn(text, 'paper')).toBeUndefined()
  })
})
