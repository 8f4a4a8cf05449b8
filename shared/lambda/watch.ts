import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import type { StartWatch } from '#ports/watch.ts'
import { impatient, serviceAnswerMs } from './patience.ts'

export function watchStarter(stateMachineArn: string): StartWatch {
  const client = new SFNClient(impatient(serviceAnswerMs))
  return async () => {
    await client.send(new StartExecutionCommand({ stateMachineArn, input: '{}' }))
  }
}
