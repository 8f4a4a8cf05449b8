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
  close(): void
}

export interface StateMachinesOptions {
  readonly blueprint: Blueprint
  readonly clock: MarketClock
  /** Asked when a run invokes one: the functions may be made after the machines. */
  readonly functions: () => LocalFunctions
  readonly onExecution: ((execution: Execution) => void) | undefined
}

export function createStateMachines(options: StateMachinesOptions): StateMachines {
  const { blueprint, clock, functions, onExecution } = options
  const functionByArn = (arn: string) => functions().byReference(arn)
  const machines = blueprint.stateMachines.map(spec =>
    createStateMachine({ ...spec, clock, functionByArn, onExecution }),
  )
  const byArn = (arn: string) => {
    const machine = machines.find(candidate => candidate.arn === arn)
    if (!machine) throw new AwsError('StateMachineDoesNotExist', `there is no state machine ${arn}`)
    return machine
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
      for (const { expression, targetArn, input } of blueprint.schedules) {
        cancels.push(startSchedule({ clock, expression, seed, onDue: () => byArn(targetArn).start(input) }))
      }
    },
    close() {
      for (const cancel of cancels) cancel()
      for (const machine of machines) machine.close()
    },
  }
}
