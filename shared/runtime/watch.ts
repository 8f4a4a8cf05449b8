import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { impatient, serviceAnswerMs } from './patience.ts'

/** Starts a run of the watch now, without waiting for the schedule. Throws when it cannot. */
export type StartWatch = () => Promise<void>

export function watchStarter(stateMachineArn: string): StartWatch {
  const client = new SFNClient(impatient(serviceAnswerMs))
  return async () => {
    await client.send(new StartExecutionCommand({ stateMachineArn, input: '{}' }))
  }
}
