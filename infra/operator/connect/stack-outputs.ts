import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { Complaint, exitCodes } from '../complaint.ts'
import { patience } from './patience.ts'

type StackOutputs = Readonly<Record<string, string>>

/** A deployed stack's outputs. Throws a `Complaint` if there is no such stack. */
export async function readStackOutputs(stack: string): Promise<StackOutputs> {
  const outputs = await findStackOutputs(stack)
  if (outputs) return outputs
  throw new Complaint(
    exitCodes.usage,
    `there is no stack ${stack} in this account and region`,
    'name the deployment with --env paper, demo or live, and the place with --profile and --region',
  )
}

/** A stack's outputs; undefined: this account and region have no such stack. */
export async function findStackOutputs(stack: string): Promise<StackOutputs | undefined> {
  const client = new CloudFormationClient(patience)
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stack }))
    const outputs = Stacks?.[0]?.Outputs ?? []
    return Object.fromEntries(outputs.map(each => [each.OutputKey ?? '', each.OutputValue ?? '']))
  } catch (error) {
    // CloudFormation has no error class for a missing stack.
    if (!(error instanceof Error && error.name === 'ValidationError')) throw error
    if (!error.message.includes('does not exist')) throw error
    return undefined
  } finally {
    client.destroy()
  }
}
