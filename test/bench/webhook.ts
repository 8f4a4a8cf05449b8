import type { Worker } from 'node:worker_threads'
import { timing } from '#domain/timing.ts'
import { openWebhook } from '../../infra/local/runner/local-webhook.ts'
import { openWhole } from '../whole/whole.ts'
import type { Budget } from './budget.ts'
import { type Line, line, total } from './cost/line.ts'
import { linesTable } from './cost/lines-table.ts'
import { assumptions, prices } from './cost/prices.ts'
import { median } from './median.ts'
import { tableOf } from './table.ts'

/** The cost of one request to the webhook, on the synthesized stack as it runs here. */
interface PerRequest {
  /** Processor time of the function; ms. */
  readonly cpuMs: number
  /** From the request to its answer in market time, with the usual time of everything outside; ms. */
  readonly answeredMs: number
  /** Lines of the function's log, and of the access log; bytes. */
  readonly logBytes: number
}

export interface WebhookMeasure {
  readonly taken: PerRequest
  readonly refused: PerRequest
  /** A thousand accepted signals; trades.ts has their cost at the gate and after it. */
  readonly perThousand: readonly Line[]
}

const requests = 400
/** CloudWatch adds this to each line that it takes in; bytes. */
const perEvent = 26
const label = 'webhook'

/** Posts signals to the local run, with the token and without. */
export async function measureWebhook(): Promise<WebhookMeasure> {
  const threads: Worker[] = []
  const onThread = (worker: Worker) => void worker.once('online', () => threads.push(worker))
  process.on('worker', onThread)
  let written = 0
  const write = (text: string) => {
    written += Buffer.byteLength(text) + perEvent
  }
  const onRaw = (by: string, text: string) => by === label && write(text)
  const whole = await openWhole({ from: '01:00:00', to: '01:40:00', webhook: true, onAccess: write, onRaw })
  const { stack } = whole
  try {
    const token = openWebhook(stack)?.token ?? ''
    const post = async (authorization: string) => {
      const { clock } = stack
      const body = { symbol: 'ETHUSDT', action: 'HOLD', confidence: 0.9, timestamp: clock.now() }
      const startedAt = clock.now()
      const headers = { authorization, 'content-type': 'text/plain; charset=utf-8' }
      const bytes = Buffer.from(JSON.stringify(body))
      const request = { method: 'POST', url: '/signals/curl', headers, body: bytes, address: '52.89.214.238' }
      await stack.askApi(request)
      const took = clock.now() - startedAt
      await clock.sleep(200)
      return took
    }
    const measured = async (authorization: string): Promise<PerRequest> => {
      // Work done once (compiling, connecting, reading) is not part of a request.
      for (let each = 0; each < 50; each += 1) await post(authorization)
      const [cpu, bytes] = [await cpuOf(threads), written]
      const took: number[] = []
      for (let each = 0; each < requests; each += 1) took.push(await post(authorization))
      return {
        cpuMs: ((await cpuOf(threads)) - cpu) / requests,
        answeredMs: median(took),
        logBytes: (written - bytes) / requests,
      }
    }
    const taken = await measured(`Bearer ${token}`)
    const refused = await measured('Bearer another')
    return { taken, refused, perThousand: perThousand(taken) }
  } finally {
    process.off('worker', onThread)
    await whole.close()
  }
}

async function cpuOf(threads: readonly Worker[]): Promise<number> {
  let all = 0
  for (const thread of threads.filter(each => each.threadId > 0 && each.threadName === label)) {
    const { user, system } = await thread.cpuUsage()
    all += (user + system) / 1000
  }
  return all
}

/** As the stack has it. */
const memoryMb = 1024
/** The answer of a queue in the same region; ms. */
const queueMs = 10

function perThousand({ cpuMs, logBytes }: PerRequest): readonly Line[] {
  const billedMs = Math.ceil(cpuMs / (memoryMb / assumptions.wholeCoreMb) + queueMs)
  const logGb = (1_000 * logBytes) / 1e9
  return [
    line('API Gateway: requests', 1_000 / 1e6, prices.httpRequests),
    line('Lambda: calls', 1_000 / 1e6, prices.lambdaRequests),
    line('Lambda: memory and time', billedMs * (memoryMb / 1024), prices.lambdaArm),
    line('logs: taken in', logGb, prices.logIngestion),
    // At most: if signals come half a minute apart, each reads the secret.
    line('secret: reads', 1_000 / 10_000, prices.secretReads),
    line('KMS: decryptions of the secret', 1_000 / 10_000, prices.keyUses),
  ]
}

export function webhookTable({ taken, refused, perThousand }: WebhookMeasure): string {
  const row = (what: string, { cpuMs, answeredMs, logBytes }: PerRequest) => [
    what,
    `${cpuMs.toFixed(1)} ms`,
    `${answeredMs.toFixed(0)} ms`,
    `${logBytes.toFixed(0)} B`,
  ]
  const times = tableOf(
    ['request', 'processor time', 'answered after', 'logs'],
    [row('taken', taken), row('refused for its token', refused)],
  )
  return `${times}\nPer 1,000 signals over HTTPS, USD, beside what they cost at the gate:\n${linesTable(perThousand)}`
}

export function webhookBudgets({ taken, perThousand }: WebhookMeasure): readonly Budget[] {
  const usd = total(perThousand)
  const most = timing.functions.webhook.timeout / 4
  return [
    {
      what: 'a signal over HTTPS is answered',
      expected: `within ${most} ms`,
      measured: `${taken.answeredMs.toFixed(0)} ms`,
      held: taken.answeredMs <= most,
      hard: false,
    },
    {
      what: '1,000 signals over HTTPS, beside the gate',
      expected: '0.02 USD at most',
      measured: `${usd.toFixed(4)} USD`,
      held: usd <= 0.02,
      hard: false,
    },
  ]
}
