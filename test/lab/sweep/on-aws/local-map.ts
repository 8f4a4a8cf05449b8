import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { MarketClock } from '../../../../infra/local/runner/clock.ts'
import type { LocalFunction } from '../../../../infra/local/runner/local-function.ts'
import { createStateMachine, type Execution } from '../../../../infra/local/runner/state-machine.ts'
import type { LocalLab } from './local-lab.ts'

/** A run of the lab's state machine on this machine. */
interface LocalRun {
  readonly name: string
  readonly executionArn: string
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED'
  cause?: string
}

export interface LocalMap {
  readonly endpoint: string
  readonly runs: readonly LocalRun[]
  /** Every requested replay: the sets, in their order. */
  readonly asked: readonly Readonly<Record<string, string>>[]
  /** The most replays at once. */
  readonly mostAtOnce: () => number
  /** Runs before each replay. */
  before: (set: Readonly<Record<string, string>>) => Promise<void> | void
  readonly close: () => Promise<void>
}

const machineArn = 'arn:aws:states:eu-central-1:000000000000:stateMachine:sweep'

/**
 * Step Functions for the lab on this machine, because no local interpreter knows a distributed map. Each set is an
 * execution of the map's own synthesized processor, retries included, in a time of its own; this file reads the list,
 * counts failures and writes them, as AWS documents it.
 */
export async function startLocalMap(lab: LocalLab): Promise<LocalMap> {
  const { 'Each set': map } = lab.definition.States
  // Waits pass at once, and nothing takes too long: the test counts how often a set is tried.
  const clock = { now: () => 0, sleep: async () => {}, at: () => () => {} } as unknown as MarketClock
  const asked: Readonly<Record<string, string>>[] = []
  const runs: LocalRun[] = []
  const ended = new Map<string, (execution: Execution) => void>()
  let [underWay, most] = [0, 0]
  const local: LocalMap = {
    endpoint: '',
    runs,
    asked,
    mostAtOnce: () => most,
    before: () => {},
    async close() {
      machine.close()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }

  const invoke: LocalFunction['invoke'] = async payload => {
    const event = JSON.parse(payload)
    asked.push(event.set)
    try {
      await local.before(event.set)
      return { ok: true, body: JSON.stringify(await lab.replay(event)) }
    } catch (error) {
      const { name, message } = error as Error
      return { ok: false, error: { errorType: name, errorMessage: message, trace: [] } }
    }
  }
  const machine = createStateMachine({
    name: 'Sets',
    arn: machineArn,
    definition: map.ItemProcessor,
    clock,
    functionByArn: () => ({ invoke }) as LocalFunction,
    access: { judgeAsk: () => undefined } as never,
    waitMs: 0,
    onExecution: execution => {
      if (execution.status !== 'RUNNING') ended.get(execution.arn)?.(execution)
    },
  })

  async function play(run: LocalRun, input: Record<string, unknown>): Promise<void> {
    const items: readonly unknown[] = JSON.parse(
      Buffer.from((await lab.store.read(told(map.ItemReader.Parameters, input, null).Key)) ?? '').toString(),
    )
    const left = items.map(item => told(map.ItemSelector, input, item))
    const failed: object[] = []
    const isOver = () => run.status !== 'RUNNING'
    const worker = async () => {
      for (let next = left.shift(); next && !isOver(); next = left.shift()) {
        underWay += 1
        most = Math.max(most, underWay)
        const { error } = await child(JSON.stringify(next))
        underWay -= 1
        if (error === undefined) continue
        const [name = '', Cause = ''] = error.split(/: (.*)/s)
        failed.push({
          ExecutionArn: 'child',
          Input: JSON.stringify(next),
          Status: 'FAILED',
          Error: name,
          Cause,
        })
        if ((failed.length / items.length) * 100 > map.ToleratedFailurePercentage) {
          Object.assign(run, {
            status: 'FAILED',
            cause: 'The specified tolerated failure threshold was exceeded',
          })
        }
      }
    }
    const concurrency = Number(told({ 'n.$': map.MaxConcurrencyPath }, input, null).n)
    await Promise.all(Array.from({ length: concurrency }, worker))
    const prefix = `${told(map.ResultWriter.Parameters, input, null).Prefix}/${randomUUID()}`
    if (failed.length > 0) await lab.store.write(`${prefix}/FAILED_0.json`, JSON.stringify(failed))
    await lab.store.write(`${prefix}/manifest.json`, JSON.stringify({ DestinationBucket: lab.bucket }))
    if (!isOver()) run.status = 'SUCCEEDED'
  }

  function child(input: string): Promise<Execution> {
    return new Promise(resolve => ended.set(machine.start(input).arn, resolve))
  }

  const actions: Readonly<Record<string, (input: Record<string, string>) => unknown>> = {
    StartExecution({ name = '', input = '{}' }) {
      const run: LocalRun = { name, executionArn: `${machineArn}:${name}`, status: 'RUNNING' }
      runs.push(run)
      play(run, JSON.parse(input)).catch((error: unknown) =>
        Object.assign(run, { status: 'FAILED', cause: String(error) }),
      )
      return { executionArn: run.executionArn, startDate: 0 }
    },
    DescribeExecution: ({ executionArn }) => runs.find(run => run.executionArn === executionArn),
    ListExecutions: ({ statusFilter }) => ({
      executions: runs.filter(({ status }) => status === statusFilter),
    }),
    StopExecution({ executionArn }) {
      const run = runs.find(each => each.executionArn === executionArn)
      if (run) run.status = 'ABORTED'
      return { stopDate: 0 }
    },
  }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const action = String(request.headers['x-amz-target']).replace('AWSStepFunctions.', '')
    response.setHeader('content-type', 'application/x-amz-json-1.0')
    response.end(JSON.stringify(actions[action]?.(JSON.parse(Buffer.concat(chunks).toString()))))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(local, { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
}

/** Parameters with a map's values: those of its input, and of the item. */
function told(
  parameters: Readonly<Record<string, unknown>>,
  input: Readonly<Record<string, unknown>>,
  item: unknown,
) {
  const values = Object.entries(parameters).map(([name, value]) => {
    if (!name.endsWith('.$')) return [name, value]
    const path = String(value)
    return [name.slice(0, -2), path === '$$.Map.Item.Value' ? item : input[path.replace('$.', '')]]
  })
  return Object.fromEntries(values)
}
