import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import type { StartWatch, WakeWatch } from '#ports/watch.ts'
import { impatient, serviceAnswerMs } from './patience.ts'

export function watchStarter(stateMachineArn: string): StartWatch {
  const start = starting(stateMachineArn)
  return () => start({})
}

/** The same definition, for a look at some positions alone. */
export const watchWaker = (stateMachineArn: string): WakeWatch => starting(stateMachineArn)

function starting(stateMachineArn: string): (input: object) => Promise<void> {
  const client = new SFNClient(impatient(serviceAnswerMs))
  return async input => {
    await client.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }))
  }
}
