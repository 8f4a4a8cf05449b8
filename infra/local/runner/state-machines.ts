import type { Access } from '../access/access.ts'
import { type AwsAction, AwsError } from './aws-endpoint.ts'
import type { Blueprint } from './blueprint.ts'
import type { MarketClock } from './clock.ts'
import type { LocalFunctions } from './local-functions.ts'
import { startSchedule } from './schedule.ts'
import { createStateMachine, type Execution } from './state-machine.ts'

export interface StateMachines {
  readonly actions: Readonly<Record<string, AwsAction>>
  executions(): readonly Execution[]
  /** Starts the runs that are scheduled, from now on. */
  followSchedules(seed: number): void
  /** Starts at once whatever is scheduled every minute: a run continued after a stop has waited long enough. */
  startMinutely(): void
  close(): void
}

export interface StateMachinesOptions {
  readonly blueprint: Blueprint
  readonly clock: MarketClock
  readonly access: Access
  /** Puts failed starts of a schedule into a queue. */
  readonly putAside: (queueArn: string, body: string) => void
  /** Called when a run invokes a function: the functions may be made after the machines. */
  readonly functions: () => LocalFunctions
  /** How late a run continues after a wait, in milliseconds. */
  readonly waitMs: number
  readonly run?: string
  readonly onExecution: ((execution: Execution) => void) | undefined
}

/** The scheduler's input for a start, with the scheduled time if the schedule asks for it. */
const inputOf = (template: string, scheduled: number): string =>
  template.replaceAll('<aws.scheduler.scheduled-time>', `${new Date(scheduled).toISOString().slice(0, 19)}Z`)

export function createStateMachines(options: StateMachinesOptions): StateMachines {
  const { blueprint, clock, access, putAside, functions, waitMs, run, onExecution } = options
  const functionByArn = (arn: string) => functions().byReference(arn)
  const machines = blueprint.stateMachines.map(spec =>
    createStateMachine({
      ...{ ...spec, clock, access, functionByArn, waitMs, onExecution },
      ...(run !== undefined && { run }),
    }),
  )
  const byArn = (arn: string) => {
    const machine = machines.find(candidate => candidate.arn === arn)
    if (!machine) throw new AwsError('StateMachineDoesNotExist', `there is no state machine ${arn}`)
    return machine
  }
  /** A refused start is retried in vain for as long as the schedule says, and then goes to its dead-letter queue. */
  function startAsScheduled(
    { name, targetArn, input: template, deadLettersArn }: Blueprint['schedules'][number],
    scheduled: number,
  ): void {
    const input = inputOf(template, scheduled)
    const isFunction = targetArn.split(':')[2] === 'lambda'
    const action = isFunction ? 'lambda:InvokeFunction' : 'states:StartExecution'
    const denied = access.judgeAsk(name, { action, resource: targetArn })
    if (!denied && isFunction) void functionByArn(targetArn).invoke(input)
    else if (!denied) byArn(targetArn).start(input)
    else if (deadLettersArn) putAside(deadLettersArn, input)
  }

  const cancels: (() => void)[] = []
  return {
    actions: {
      'AWSStepFunctions.StartExecution': ({ stateMachineArn, input }) => {
        const execution = byArn(String(stateMachineArn)).start(String(input ?? '{}'))
        return { executionArn: execution.arn, startDate: execution.startedAt / 1000 }
      },
    },
    executions: () => machines.flatMap(machine => machine.executions()),
    followSchedules(seed) {
      for (const schedule of blueprint.schedules) {
        const { expression } = schedule
        cancels.push(
          startSchedule({
            clock,
            expression,
            seed,
            onDue: scheduled => startAsScheduled(schedule, scheduled),
          }),
        )
      }
    },
    startMinutely() {
      const minutely = blueprint.schedules.filter(({ expression }) => expression === 'rate(1 minute)')
      for (const schedule of minutely) startAsScheduled(schedule, Math.floor(clock.now() / 60_000) * 60_000)
    },
    close() {
      for (const cancel of cancels) cancel()
      for (const machine of machines) machine.close()
    },
  }
}
