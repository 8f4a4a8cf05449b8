import type { Worker } from 'node:worker_threads'
import { openTrading, type Trading } from '../infra/local/trading.ts'

/** The use of one call of a function, on the synthesized stack as it runs here. */
export interface Use {
  readonly calls: number
  /** Processor time per call, with the paper venue's work within the function; ms. */
  readonly cpuMs: number
  /** Its log per call; bytes. */
  readonly logBytes: number
}

export interface FunctionUse {
  /** By phase and function: nothing open, quiet positions, entries, closes, rejected signals. */
  readonly phases: Readonly<Record<Phase, Readonly<Record<string, Use>>>>
  /** Metrics that are emitted in each phase: namespace, dimensions and name. */
  readonly metrics: Readonly<Record<Phase, readonly string[]>>
  /** The most by which the thread of a function grew after it was loaded; MB. */
  readonly grownMb: Readonly<Record<string, number>>
}

export const phases = ['idle', 'refusing', 'entering', 'holding', 'closing'] as const
export type Phase = (typeof phases)[number]

const symbols = ['ETHUSDT', 'SOLUSDT'] as const
const minute = 60_000

interface Count {
  readonly calls: number
  readonly cpuMs: number
}
type Counts = Readonly<Record<string, Count>>

/** Plays all phases on the local run. The speed does not matter: time stands while a function computes. */
export async function measureFunctionUse(): Promise<FunctionUse> {
  const threads: Worker[] = []
  const onThread = (worker: Worker) => void worker.once('online', () => threads.push(worker))
  process.on('worker', onThread)
  const calls = new Map<string, number>()
  const onAnswer = (by: string) => void calls.set(by, (calls.get(by) ?? 0) + 1)
  const trading = await openTrading({}, { onAnswer })
  const heap = await watchHeap(threads)
  const uses: [Phase, Record<string, Use>][] = []
  const metrics: [Phase, readonly string[]][] = []
  try {
    // Work done once (compiling, connecting, reading) is not part of a call.
    await trading.stack.clock.sleep(5 * minute)
    for (const [phase, act] of plays(trading)) {
      const before = await count(threads, calls)
      const from = trading.lines.length
      await act()
      await trading.stack.idle()
      await heap.look()
      const lines = trading.lines.slice(from)
      uses.push([phase, spent(before, await count(threads, calls), lines)])
      metrics.push([phase, metricsIn(lines)])
    }
  } finally {
    process.off('worker', onThread)
    await trading.close()
  }
  return {
    phases: Object.fromEntries(uses) as FunctionUse['phases'],
    metrics: Object.fromEntries(metrics) as FunctionUse['metrics'],
    grownMb: heap.grownMb(),
  }
}

function plays({
  stack,
  signal,
  until,
  positionOn,
  state,
}: Trading): readonly [Phase, () => Promise<void>][] {
  const each = async (action: string, what: string, done: (symbol: string) => Promise<boolean>) => {
    for (const symbol of symbols) {
      await signal(symbol, action)
      await until(`${what} of ${symbol}`, () => done(symbol))
    }
  }
  const isOpen = async (symbol: string) => {
    const id = await positionOn(symbol)
    return (id && (await state.positions.read(id))?.item.state) === 'open'
  }
  const refused = (index: number) =>
    stack.sendSignal({
      symbol: 'ETHUSDT',
      action: 'BUY',
      confidence: 0.1,
      source: 'bench',
      id: `refused-${index}`,
      timestamp: new Date(stack.clock.now()).toISOString(),
    })
  return [
    ['idle', () => stack.clock.sleep(30 * minute)],
    [
      'refusing',
      async () => {
        for (let index = 0; index < 50; index++) await refused(index).then(() => stack.clock.sleep(1_000))
      },
    ],
    ['entering', () => each('BUY', 'a position', isOpen)],
    ['holding', () => stack.clock.sleep(15 * minute)],
    ['closing', () => each('CLOSE', 'the close', async symbol => !(await positionOn(symbol)))],
  ]
}

async function count(threads: readonly Worker[], calls: ReadonlyMap<string, number>): Promise<Counts> {
  const counts: Record<string, Count> = {}
  for (const thread of threads.filter(({ threadId }) => threadId > 0)) {
    const name = String(thread.threadName)
    const { user, system } = await thread.cpuUsage()
    const before = counts[name]?.cpuMs ?? 0
    counts[name] = { calls: calls.get(name) ?? 0, cpuMs: before + (user + system) / 1000 }
  }
  return counts
}

function spent(before: Counts, after: Counts, lines: Trading['lines']): Record<string, Use> {
  const uses = Object.entries(after).flatMap(([name, { calls, cpuMs }]) => {
    const made = calls - (before[name]?.calls ?? 0)
    if (made === 0) return []
    const written = lines.filter(({ by }) => by === name)
    const bytes = written.reduce((sum, { line }) => sum + Buffer.byteLength(line) + perEvent, 0)
    const cpu = cpuMs - (before[name]?.cpuMs ?? 0)
    return [[name, { calls: made, cpuMs: cpu / made, logBytes: bytes / made }] as const]
  })
  return Object.fromEntries(uses)
}

/** CloudWatch adds this to each line that it takes in; bytes. */
const perEvent = 26

function metricsIn(lines: Trading['lines']): readonly string[] {
  const found = new Set<string>()
  for (const { line } of lines) {
    if (!line.includes('"_aws"')) continue
    const { _aws, ...values } = JSON.parse(line)
    for (const { Namespace, Dimensions, Metrics } of _aws.CloudWatchMetrics) {
      for (const dimensions of Dimensions as string[][]) {
        const told = dimensions.map(name => `${name}=${values[name]}`).join(',')
        for (const { Name } of Metrics) found.add(`${Namespace} ${told} ${Name}`)
      }
    }
  }
  return [...found].sort()
}

/** The heap of each function's threads, measured now and then. */
async function watchHeap(threads: readonly Worker[]) {
  const sizes = async () => {
    const alive = threads.filter(({ threadId }) => threadId > 0)
    return Promise.all(
      alive.map(async thread => {
        const { total_heap_size: heap, external_memory: external } = await thread.getHeapStatistics()
        return { thread, name: String(thread.threadName), mb: (heap + external) / 1e6 }
      }),
    )
  }
  const first = new Map((await sizes()).map(({ thread, mb }) => [thread, mb]))
  const grown: Record<string, number> = {}
  return {
    async look() {
      for (const { thread, name, mb } of await sizes()) {
        const loaded = first.get(thread) ?? mb
        first.set(thread, loaded)
        grown[name] = Math.max(grown[name] ?? 0, mb - loaded)
      }
    },
    grownMb: () => grown,
  }
}
