import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda'
import { describe, expect, test } from 'vitest'
import { scheduler } from '../../../../infra/lab/scheduler.ts'
import { eventSourceSpec } from '../../../../infra/local/runner/event-source-spec.ts'
import { sequenceOf, streamRecord } from '../../../../infra/local/runner/streams/stream-record.ts'
import { startStreamSource } from '../../../../infra/local/runner/streams/stream-source.ts'
import type { StreamTerms } from '../../../../infra/local/runner/streams/stream-terms.ts'
import type { Outcome } from '../../../../infra/local/runner/thread-protocol.ts'

const startAt = Date.UTC(2025, 1, 3, 2, 7)
const streamArn = 'arn:aws:dynamodb:ap-northeast-1:000000000000:table/Table/stream/local'

describe('a mapping of a stream', () => {
  const terms: StreamTerms = {
    batchSize: 10,
    windowMs: 0,
    partialResponses: true,
    bisects: true,
    retries: 2,
    mostAgeMs: 3_600_000,
  }
  const recordsOf = (names: readonly string[], at = startAt) =>
    names.map((name, index) =>
      streamRecord(
        { keys: { pk: { S: name } }, before: undefined, after: { pk: { S: name } } },
        { streamArn, view: 'NEW_IMAGE', number: index + 1, at },
      ),
    )
  const nameOf = ({ dynamodb }: DynamoDBRecord) => dynamodb?.Keys?.pk?.S ?? ''

  /** The mapping in virtual time, over a function that answers each batch as told. */
  function mapped(
    does: (names: readonly string[], call: number) => unknown,
    more: Partial<StreamTerms> = {},
  ) {
    const clock = scheduler(startAt, 'together')
    const calls: { readonly names: readonly string[]; readonly afterMs: number }[] = []
    const givenUp: { condition: string; from: string; until: string }[] = []
    const done: string[] = []
    let mayRead = true
    const source = startStreamSource(
      {
        ...{ ...terms, ...more },
        lets: record => !nameOf(record as DynamoDBRecord).startsWith('hidden'),
        mayRead: () => mayRead,
        lambda: {
          description: { label: 'spread', arn: 'arn:spread' } as never,
          invoke: async payload => {
            const { Records } = JSON.parse(payload) as DynamoDBStreamEvent
            const names = Records.map(nameOf)
            calls.push({ names, afterMs: clock.now() - startAt })
            const answer = does(names, calls.length)
            if (answer === 'fails')
              return {
                ok: false,
                error: { errorType: 'Error', errorMessage: 'told to', trace: [] },
              } as Outcome
            const failed = Records.filter(record =>
              (answer as readonly string[] | undefined)?.includes(nameOf(record)),
            )
            const batchItemFailures = failed.map(record => ({ itemIdentifier: sequenceOf(record) }))
            return { ok: true, body: JSON.stringify({ batchItemFailures }) } as Outcome
          },
        },
        done: records => done.push(...records.map(nameOf)),
        giveUp: async message => {
          const { requestContext, DDBStreamBatchInfo } = JSON.parse(message)
          const { startSequenceNumber: from, endSequenceNumber: until } = DDBStreamBatchInfo
          givenUp.push({ condition: requestContext.condition, from, until })
        },
      },
      { clock: { ...clock, within: work => work() }, pollMs: 250 },
    )
    return {
      calls,
      givenUp,
      done,
      source,
      at: clock.at,
      names: () => calls.map(({ names }) => names.join(' ')),
      mayRead: (may: boolean) => {
        mayRead = may
      },
      /** Lets time pass until nothing waits. */
      play: () => clock.run(startAt + 24 * 3_600_000, () => !source.waiting()),
    }
  }

  test('passes on filtered records in order, one batch after the other', async () => {
    const { source, play, names, calls } = mapped(() => undefined, { batchSize: 2 })
    source.take(recordsOf(['a', 'hidden', 'b', 'c']))
    await play()
    expect(names()).toEqual(['a b', 'c'])
    expect(calls.map(({ afterMs }) => afterMs)).toEqual([250, 500])
  })

  test('reports each record that it delivered, gave up or filtered out, and none still in flight', async () => {
    let close = () => {}
    const { source, play, done, at } = mapped(
      batch => {
        if (batch.includes('last')) close()
        return batch.includes('bad') ? 'fails' : undefined
      },
      { batchSize: 2 },
    )
    close = source.close
    source.take(recordsOf(['hidden', 'a', 'bad']))
    expect(done).toEqual(['hidden'])
    at(startAt + 300, () => expect(done).toEqual(['hidden']))
    at(startAt + 12 * 3_600_000, () => {
      expect(done).toEqual(['hidden', 'a', 'bad'])
      source.take(recordsOf(['last']))
    })
    await play()
    await play()
    expect(done).toEqual(['hidden', 'a', 'bad'])
  })

  test('gathers a batch as long as its batching window', async () => {
    const { source, play, calls } = mapped(() => undefined, { windowMs: 1_000 })
    source.take(recordsOf(['a']))
    await play()
    expect(calls).toEqual([{ names: ['a'], afterMs: 1_250 }])
  })

  test('delivers all again from the first failure on; later records wait', async () => {
    const { source, play, names } = mapped((_, call) => (call === 1 ? ['b'] : undefined), {
      batchSize: 3,
      bisects: false,
    })
    source.take(recordsOf(['a', 'b', 'c', 'd']))
    await play()
    expect(names()).toEqual(['a b c', 'b c', 'd'])
  })

  test('holds new records behind a batch that is tried again', async () => {
    const { source, play, names, at } = mapped((_, call) => (call === 1 ? 'fails' : undefined))
    const [first, second] = recordsOf(['a', 'b'])
    source.take([first as DynamoDBRecord])
    at(startAt + 500, () => source.take([second as DynamoDBRecord]))
    await play()
    expect(names()).toEqual(['a', 'a', 'b'])
  })

  test('gives up only a record that always fails, and reports it', async () => {
    const { source, play, calls, givenUp } = mapped(batch => (batch.includes('bad') ? 'fails' : undefined))
    const records = recordsOf(['a', 'b', 'bad', 'c', 'd'])
    source.take(records)
    await play()
    const sequence = records.filter(record => nameOf(record) === 'bad').map(sequenceOf)[0]
    expect(givenUp).toEqual([{ condition: 'RetryAttemptsExhausted', from: sequence, until: sequence }])
    const done = calls.filter(({ names }) => !names.includes('bad')).flatMap(({ names }) => names)
    expect(done).toEqual(['a', 'b', 'c', 'd'])
  })

  test('gives up records older than its maximum age, and reports them', async () => {
    const { source, play, givenUp } = mapped(() => 'fails', {
      retries: Number.POSITIVE_INFINITY,
      bisects: false,
    })
    source.take(recordsOf(['a', 'b']))
    await play()
    expect(givenUp.map(({ condition }) => condition)).toEqual(['RecordAgeExceeded'])
  })

  test('waits while its function may not read the stream', async () => {
    const { source, play, names, mayRead } = mapped(() => undefined)
    mayRead(false)
    source.take(recordsOf(['a']))
    const later = setImmediate(() => setImmediate(() => mayRead(true)))
    await play()
    clearImmediate(later)
    expect(names()).toEqual(['a'])
  })

  test.each([
    ['a parallelization that is not played', { ParallelizationFactor: 2 }],
    ['a tumbling window', { TumblingWindowInSeconds: 5 }],
  ])('is an error at the start with %s', (_, more) => {
    const properties = { EventSourceArn: streamArn, FunctionName: 'spread', ...more }
    const get = (name: string) => (properties as Readonly<Record<string, unknown>>)[name]
    const resource = { logicalId: 'Records', type: 'AWS::Lambda::EventSourceMapping', properties }
    expect(() => eventSourceSpec(resource, get)).toThrow(Object.keys(more)[0] as string)
  })

  test('is an error at the start with a filter that cannot be evaluated', () => {
    const properties = {
      EventSourceArn: streamArn,
      FunctionName: 'spread',
      FilterCriteria: { Filters: [{ Pattern: '{"n":[{"numeric":["=",1]}]}' }] },
    }
    const get = (name: string) => (properties as Readonly<Record<string, unknown>>)[name]
    const resource = { logicalId: 'Records', type: 'AWS::Lambda::EventSourceMapping', properties }
    expect(() => eventSourceSpec(resource, get)).toThrow('numeric')
  })
})
