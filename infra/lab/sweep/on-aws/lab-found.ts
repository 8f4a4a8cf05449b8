import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { S3Client } from '@aws-sdk/client-s3'
import { SFNClient } from '@aws-sdk/client-sfn'
import { Unplayable } from '../../../local/play/playable.ts'
import { tradingBeside } from '../../../stacks/lab/lab-file.ts'
import { labStackName } from '../../../stacks/lab/lab-name.ts'
import type { Quota } from './estimate.ts'
import type { Lab } from './play.ts'
import { runsOf } from './runs.ts'
import { storeIn } from './store.ts'

/** The lab in a region, and the account's limits there. */
export interface FoundLab extends Lab {
  readonly quota: Quota
}

/**
 * Finds the deployed lab. Throws `Unplayable`, with advice, if there is none, if its code is not this project's, or
 * if demo or live is deployed in the same region.
 */
export async function findLab(region: string, release: string): Promise<FoundLab> {
  const client = new CloudFormationClient({ region })
  const find = (stack: string) => outputsOf(client, stack)
  const beside = await tradingBeside(region, find)
  if (beside) throw new Unplayable(beside)
  const outputs = await find(labStackName)
  client.destroy()
  if (!outputs)
    throw new Unplayable(
      `There is no stack ${labStackName} in ${region}. Deploy it with npm run deploy -- --env lab.`,
    )
  const { BucketName = '', StateMachineArn = '', Release, MemoryMb } = outputs
  if (Release !== release)
    throw new Unplayable(
      `The lab in ${region} has release ${Release}, and this project is ${release}: their results may differ. Deploy it with npm run deploy -- --env lab.`,
    )
  return {
    store: storeIn(new S3Client({ region }), BucketName),
    runs: runsOf(new SFNClient({ region }), StateMachineArn),
    release,
    memoryMb: Number(MemoryMb),
    quota: await quotaIn(region),
  }
}

async function outputsOf(
  client: CloudFormationClient,
  stack: string,
): Promise<Readonly<Record<string, string>> | undefined> {
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stack }))
    const outputs = Stacks?.[0]?.Outputs ?? []
    return Object.fromEntries(outputs.map(each => [each.OutputKey ?? '', each.OutputValue ?? '']))
  } catch (error) {
    // CloudFormation has no specific error for this.
    const isGone =
      error instanceof Error && error.name === 'ValidationError' && error.message.includes('does not exist')
    if (!isGone) throw error
    return undefined
  }
}

async function quotaIn(region: string): Promise<Quota> {
  const client = new LambdaClient({ region })
  const { AccountLimit } = await client.send(new GetAccountSettingsCommand({}))
  client.destroy()
  const { ConcurrentExecutions: all, UnreservedConcurrentExecutions: unreserved = all } = AccountLimit ?? {}
  if (all === undefined || unreserved === undefined)
    throw new Error(`Expected Lambda's concurrency quota in ${region}, got none.`)
  return { all, unreserved }
}
