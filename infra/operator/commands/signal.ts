import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { positionIdOf } from '#domain/identity.ts'
import { marketStops } from '#domain/look.ts'
import type { Action, Signal } from '#domain/signal.ts'
import type { Verdict } from '#ports/state.ts'
import { ownAlgoOrders } from '#position/look.ts'
import { parseSignal } from '#signals/parse-signal.ts'
import { price } from '../../terminal/amounts.ts'
import { paint } from '../../terminal/colours.ts'
import type { Answer } from '../answer.ts'
import { Complaint, exitCodes } from '../complaint.ts'
import type { Connection } from '../connect/connection.ts'
import { patience } from '../connect/patience.ts'

export interface SignalOptions {
  readonly confidence?: number
  readonly source: string
  readonly id?: string
  readonly leverage?: number
  readonly stopLossPct?: string
  readonly takeProfitPct?: string
  readonly wait?: boolean
  /** Seconds. */
  readonly timeout: number
}

const lookEveryMs = 500

/** Sends a signal as a producer would. With `wait` follows it to its verdict, and a trade until it is protected. */
export async function signal(
  connection: Connection,
  symbol: string,
  action: Action,
  options: SignalOptions,
): Promise<Answer> {
  const now = connection.stack.clock.now()
  const { confidence, source, id, leverage, stopLossPct, takeProfitPct } = options
  const said = { symbol, action, confidence, source, timestamp: now }
  const overrides = { id, leverage, stopLossPct, takeProfitPct }
  const body = JSON.stringify({ ...said, ...overrides })
  const parsed = parseSignal(body, now, connection.configuration)
  if (!parsed.valid) {
    throw new Complaint(exitCodes.usage, parsed.problems.join('; '), 'see `qt help signal`')
  }
  const client = new SQSClient(patience)
  await client.send(
    new SendMessageCommand({ QueueUrl: connection.output('SignalQueueUrl'), MessageBody: body }),
  )
  client.destroy()
  const pushed = `pushed ${parsed.signal.action} ${parsed.signal.symbol} as signal ${parsed.signal.id}`
  if (!options.wait) return { data: { signal: parsed.signal }, text: pushed }
  connection.say(pushed)
  return follow(connection, parsed.signal, Date.now() + options.timeout * 1000)
}

async function follow(connection: Connection, pushed: Signal, deadline: number): Promise<Answer> {
  const verdict = await until(deadline, () => settled(connection, pushed))
  if (!verdict) return unfinished(pushed, 'it has no verdict yet', undefined)
  const { verdict: said, reason, detail, positionId } = verdict
  if (said === 'refused') {
    const text = `${paint.red('rejected')}: ${reason}, ${detail}`
    return { data: { signal: pushed, verdict }, text, exitCode: exitCodes.no }
  }
  connection.say(`accepted${positionId ? `, position ${positionId}` : ''}`)
  if (pushed.action === 'CLOSE' || !positionId) {
    return {
      data: { signal: pushed, verdict },
      text: `${paint.green('accepted')}, on its way to close-cleanup`,
    }
  }
  const found = await until(deadline, () => standing(connection, positionId))
  if (!found) return unfinished(pushed, `position ${positionId} is not protected yet`, verdict)
  return {
    data: { signal: pushed, verdict, ...found.data },
    text: found.text,
    exitCode: found.exitCode ?? exitCodes.yes,
  }
}

/** Whether a verdict is final: the executor may still reject what the gate accepted. */
async function settled(connection: Connection, { id }: Signal): Promise<Verdict | undefined> {
  const verdict = await connection.state.signals.read(id, connection.stack.clock.now())
  return verdict?.verdict === 'refused' || verdict?.positionId ? verdict : undefined
}

async function standing(connection: Connection, positionId: string) {
  const position = (await connection.state.positions.read(positionId))?.item
  if (!position || position.state === 'entering') return undefined
  if (position.state !== 'open') {
    const text = `${paint.yellow(position.state)}: ${positionId} is not open any more; see qt explain ${positionId}`
    return { data: { position }, text, exitCode: exitCodes.no }
  }
  const orders = await ownAlgoOrders(await connection.exchange(), position)
  if (marketStops({ orders }).length === 0) return undefined
  const { side, openQuantity, symbol, entryPrice = '0', leverage, protection } = position
  const text = `${paint.green('protected')}: ${side} ${openQuantity} ${symbol} at ${price(entryPrice)}, ${leverage}x; stop at ${price(protection.level)}, ${orders.length} conditional orders live (${positionId})`
  return { data: { position, orders }, text }
}

async function until<T>(deadline: number, look: () => Promise<T | undefined>): Promise<T | undefined> {
  for (;;) {
    const found = await look()
    if (found !== undefined || Date.now() >= deadline) return found
    await new Promise(resolve => setTimeout(resolve, lookEveryMs))
  }
}

const unfinished = (pushed: Signal, what: string, verdict: Verdict | undefined): Answer => ({
  data: { signal: pushed, ...(verdict && { verdict }), unfinished: what },
  text: `${paint.yellow(what)}; the position it would make is ${positionIdOf(pushed.id)}. Look with qt doctor whether queues move.`,
  exitCode: exitCodes.no,
})
