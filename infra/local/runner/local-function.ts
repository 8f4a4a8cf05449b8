import type { Pace } from '#domain/latency.ts'
import type { FaultRule } from '#paper/faults/rule.ts'
import type { FunctionSpec } from './blueprint.ts'
import type { Instants } from './clock.ts'
import { uuidOf } from './seeded-chance.ts'
import type { FunctionThread } from './thread-host.ts'
import type { Outcome } from './thread-protocol.ts'

/** What one process of a function starts with. */
export interface ProcessStart extends FunctionSpec {
  /** Seed of its random numbers until its first invocation. */
  readonly seed: string
}

/** What Lambda calls the error of a bundle that it cannot load. */
export const notLoaded = 'Runtime.ImportModuleError'

/** Largest request and answer of a synchronous invocation, in bytes. */
const payloadLimit = 6 * 1024 * 1024

export interface LocalFunction {
  readonly description: FunctionSpec
  invoke(payload: string): Promise<Outcome>
  /** Loads the bundle ahead of the first invocation; throws when it cannot be loaded. */
  warm(): Promise<void>
  /** Invocations under way or waiting for a thread. */
  active(): number
  /**
   * Kills every thread in the middle of its work, as when Lambda loses its environments. Later invocations start new
   * threads.
   */
  kill(): Promise<void>
  /**
   * Uses another bundle from the next invocation on; invocations under way finish on theirs. Returns the former
   * bundle.
   */
  deploy(file: string): string
  /** All faults of the paper venue that this function meets, from now on. */
  suffer(rules: readonly FaultRule[]): void
  close(): Promise<void>
}

export interface LocalFunctionOptions {
  readonly clock: Instants
  /** How long a start takes. */
  readonly pace: Pace
  /** Starts one process with the function in it: a thread, or a substitute. */
  readonly startProcess: (start: ProcessStart) => FunctionThread
  /** Number of the run over a kept state: its processes and invocations get ids of their own. */
  readonly run?: string
  /** Largest number of threads; further invocations wait, where Lambda would start another environment. */
  readonly maxThreads: number
}

/** A function on this machine: threads started when needed, reused, and replaced when they die. */
export function createLocalFunction(description: FunctionSpec, options: LocalFunctionOptions): LocalFunction {
  /** With each thread's bundle. */
  const threads = new Map<FunctionThread, string>()
  let file = description.file
  let faults: readonly FaultRule[] = []
  const free: FunctionThread[] = []
  const waiting: (() => void)[] = []
  const label = options.run === undefined ? description.label : `${options.run} ${description.label}`
  let active = 0
  let closed = false
  let started = 0
  let invoked = 0
  /** Threads without any invocation yet. */
  const cold = new Set<FunctionThread>()

  async function acquire(): Promise<FunctionThread> {
    for (;;) {
      if (closed) throw new Error(`the function ${description.name} is closed`)
      const thread = takeFree()
      if (thread?.alive) return thread
      if (thread) threads.delete(thread)
      else if (running() < options.maxThreads) return start()
      else await new Promise<void>(resolve => waiting.push(resolve))
    }
  }

  const running = () => [...threads.values()].filter(bundle => bundle === file).length

  function takeFree(): FunctionThread | undefined {
    const last = free.findLastIndex(thread => threads.get(thread) === file)
    return last < 0 ? undefined : free.splice(last, 1)[0]
  }

  async function start(): Promise<FunctionThread> {
    started += 1
    const { clock, startProcess } = options
    const thread = startProcess({ ...description, file, seed: `${label} process ${started}` })
    threads.set(thread, file)
    cold.add(thread)
    thread.suffer(faults)
    try {
      await clock.within(() => thread.ready, [description.label, 0, 0])
      return thread
    } catch (error) {
      threads.delete(thread)
      throw error
    }
  }

  function giveBack(thread: FunctionThread): void {
    if (thread.alive) free.push(thread)
    else threads.delete(thread)
    waiting.shift()?.()
  }

  async function invoke(payload: string): Promise<Outcome> {
    const requestBytes = Buffer.byteLength(payload)
    if (requestBytes > payloadLimit)
      return tooLarge('RequestEntityTooLargeException', 'request', requestBytes)
    active += 1
    try {
      const outcome = await onThread(payload)
      const answerBytes = outcome.ok ? Buffer.byteLength(outcome.body) : 0
      return answerBytes > payloadLimit
        ? tooLarge('Function.ResponseSizeTooLarge', 'answer', answerBytes)
        : outcome
    } finally {
      active -= 1
    }
  }

  async function onThread(payload: string): Promise<Outcome> {
    try {
      const thread = await acquire()
      const { clock, pace } = options
      await clock.sleep(pace.start + (cold.delete(thread) ? pace.coldStart : 0))
      invoked += 1
      const { timeoutMs } = description
      const invocation = { number: invoked, timeoutMs, context: contextOf(description, label, invoked) }
      const outcome = await thread.invoke(payload, invocation)
      giveBack(thread)
      return outcome
    } catch (error) {
      return {
        ok: false,
        error: { errorType: notLoaded, errorMessage: String(error), trace: [] },
      }
    }
  }

  async function kill(): Promise<void> {
    const ended = [...threads.keys()]
    threads.clear()
    await options.clock.within(() => Promise.all(ended.map(thread => thread.end())))
  }

  return {
    description,
    invoke,
    active: () => active,
    async warm() {
      giveBack(await acquire())
    },
    kill,
    deploy(next) {
      const had = file
      file = next
      return had
    },
    suffer(rules) {
      faults = rules
      for (const thread of threads.keys()) thread.suffer(rules)
    },
    async close() {
      closed = true
      await Promise.all([...threads.keys()].map(thread => thread.end()))
    },
  }
}

function contextOf({ name, arn, memoryMb }: FunctionSpec, label: string, invocation: number) {
  return {
    awsRequestId: uuidOf(`${label} ${invocation}`),
    functionName: name,
    functionVersion: '1',
    invokedFunctionArn: arn,
    memoryLimitInMB: String(memoryMb),
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: 'local',
  }
}

function tooLarge(errorType: string, what: string, bytes: number): Outcome {
  const errorMessage = `the ${what} has ${bytes} bytes; Lambda carries at most ${payloadLimit}`
  return { ok: false, error: { errorType, errorMessage, trace: [] } }
}
