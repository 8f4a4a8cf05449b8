import { describe, expect, test } from 'vitest'
import { paperSaid, resources, synthesize } from './synthesized.ts'

const { app } = synthesize('paper', paperSaid)

describe('the queues', () => {
  const mappings = resources(app, 'AWS::Lambda::EventSourceMapping')
  const queues = app.findResources('AWS::SQS::Queue')

  test('feed functions through the alias, with partial batch responses', () => {
    expect(mappings).toHaveLength(3)
    for (const { Properties } of mappings) {
      expect(Properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures'])
      expect(JSON.stringify(Properties.FunctionName)).toContain(':live')
    }
    expect(mappings.map(({ Properties }) => Properties.BatchSize).sort()).toEqual([1, 1, 10])
  })

  test.each([
    ['60', 21],
    ['3600', 28],
  ])(
    'make a dead letter of a signal after five receives, a close after twenty, a trade that may be %s s old once it is surely too old',
    (age, most) => {
      const { app: aged } = synthesize('paper', { QT_SIGNAL_MAX_AGE_SECONDS: age })
      const receives = Object.entries(aged.findResources('AWS::SQS::Queue'))
        .filter(([, { Properties }]) => Properties.RedrivePolicy)
        .map(([id, { Properties }]) => [
          id.replace(/[0-9A-F]{8}$/, ''),
          Properties.RedrivePolicy.maxReceiveCount,
        ])
      expect(Object.fromEntries(receives)).toEqual({
        SignalIntakeSignalsQueue: 5,
        EntryTradesQueue: most,
        ClosingClosesQueue: 20,
      })
    },
  )

  test('hide a message longer than its function may run', () => {
    const timeouts = mappings.map(({ Properties }) => {
      const queue = queues[Properties.EventSourceArn['Fn::GetAtt'][0]]?.Properties
      return queue.VisibilityTimeout as number
    })
    const longest = Math.max(
      ...resources(app, 'AWS::Lambda::Function').map(({ Properties }) => Properties.Timeout),
    )
    expect(Math.min(...timeouts)).toBeGreaterThan(longest)
  })

  test('of trades and closes are FIFO, their dead letters too, with deduplication ids given by the sender', () => {
    const fifo = Object.values(queues).filter(({ Properties }) => Properties.FifoQueue)
    expect(fifo).toHaveLength(4)
    for (const { Properties } of fifo) expect(Properties.ContentBasedDeduplication).toBe(false)
  })
})
