import { PurgeQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import { expect, test } from 'vitest'
import { closeReceives, tradeReceives } from '#domain/retry.ts'
import { timing } from '#domain/timing.ts'
import { loadConfiguration } from '#settings/configuration.ts'
import { localCredentials } from '../../../../infra/local/runner/function-environment.ts'
import { region } from '../../../../infra/local/runner/resolve.ts'
import type { Trading } from '../trading.ts'
import type { Alarmed } from './alarmed.ts'
import { lookNow } from './former-ids.ts'

/** A producer that does not stop, on a symbol where every entry is rejected late. */
async function flood(trading: Trading, symbol: string, signals: number): Promise<void> {
  const { stack, state } = trading
  const at = stack.clock.now()
  const all = Array.from({ length: signals }, (_, n) => ({ id: `flood-${n}`, messageId: String(n) }))
  const release = stack.clock.hold()
  const proof = { message: '', messageHash: '', verdict: 'accepted', at } as const
  await Promise.all(
    all.map(({ id, messageId }) => state.signals.claim({ signalId: id, messageId, ...proof })),
  )
  release()
  const Records = all.map(({ id, messageId }) => {
    const signal = { id, symbol, action: 'BUY', confidence: '0.9', source: 'flood', at }
    return { messageId, body: JSON.stringify({ v: 1, signal }), attributes: { MessageGroupId: symbol } }
  })
  await stack.invoke('executor', { Records })
}

/** Takes every message out of a queue, as the operator does after dealing with them. */
async function empty(trading: Trading, output: string) {
  const { outputs, clock } = trading.stack
  const QueueUrl = outputs[output] ?? ''
  const sqs = new SQSClient({ region, credentials: localCredentials, endpoint: new URL(QueueUrl).origin })
  const release = clock.hold()
  await sqs.send(new PurgeQueueCommand({ QueueUrl }))
  release()
}

/** Alarms of the functions, the watch and the queues. */
export function ofItsOwnParts(alarmed: () => Alarmed): void {
  test('RequestWeight goes off when signals flood the executor, RateLimited when Binance answers 429', async () => {
    const { trading, goesOff, clears } = alarmed()
    await trading.placeStop('SOLUSDT', 'another-client')
    await flood(trading, 'SOLUSDT', 145)
    await goesOff('RequestWeight')
    await goesOff('RateLimited')
    await trading.cancelStop('SOLUSDT', 'another-client')
    await clears('RequestWeight')
    await clears('RateLimited')
  })

  test('SilentWatch goes off within three minutes of the last look, StartRefused with it', async () => {
    const { trading, everywhere, goesOff, clears, forbid } = alarmed()
    const { stack, lines } = trading
    const allow = await forbid('EveryMinute', 'states:StartExecution')
    await goesOff('SilentWatch')
    const lastTick = lines
      .filter(({ by, line }) => by === 'survey' && line.includes('"Tick":1'))
      .map(({ line }) => JSON.parse(line)._aws.Timestamp as number)
      .at(-1)
    expect(stack.clock.now() - (lastTick ?? 0)).toBeLessThan(180_000)
    await goesOff('StartRefused')
    expect(everywhere(lookNow, 'ALARM')).toBe(true)
    await allow()
    await clears('SilentWatch')
    await empty(trading, 'MissedStartsUrl')
    await clears('StartRefused')
    await clears(lookNow)
  })

  test('WatchFailed goes off when the state machine may invoke nothing', async () => {
    const { goesOff, clears, forbid } = alarmed()
    const allow = await forbid('StateMachine', 'lambda:InvokeFunction')
    await goesOff('WatchTimedOut')
    await allow()
    await clears('WatchTimedOut')
  })

  test('EntryFailed goes off when entries fail; a message that always fails stays a dead letter until it is removed', async () => {
    const { trading, goesOff, clears, forbid, openPosition, closeByForce } = alarmed()
    const closed = (await openPosition('ETHUSDT')) ?? ''
    await closeByForce(closed)
    const allowEntries = await forbid('executor', 'dynamodb:GetItem')
    const allowCloses = await forbid('close-cleanup', 'dynamodb:GetItem')
    await trading.signal('SOLUSDT', 'SELL')
    await trading.sendClose(closed, 'late')
    await goesOff('EntryFailed')
    await goesOff('DeadCloses', (closeReceives + 5) * timing.visibility.closes)
    // The executor cannot hand it back either without its verdict: it comes again by the queue's visibility.
    const receives = tradeReceives(loadConfiguration({}).signalMaxAgeSeconds * 1000)
    await goesOff('DeadTrades', (receives + 1) * timing.visibility.trades)
    await allowEntries()
    await allowCloses()
    // Its periods last five minutes, and CloudWatch looks at some beyond the last two.
    await clears('EntryFailed', 1_800_000)
    await empty(trading, 'TradeDeadLettersUrl')
    await empty(trading, 'CloseDeadLettersUrl')
    await clears('DeadTrades')
    await clears('DeadCloses')
  })

  test('SignalWaiting goes off while the gate fails, DeadSignals when it went on failing', async () => {
    const { trading, goesOff, clears, forbid } = alarmed()
    const allow = await forbid('signal-gate', 'sqs:SendMessage')
    await trading.signal('SOLUSDT', 'SELL')
    await goesOff('SignalWaiting')
    await goesOff('DeadSignals')
    await allow()
    await clears('SignalWaiting')
    await empty(trading, 'SignalDeadLettersUrl')
    await clears('DeadSignals')
  })
}
