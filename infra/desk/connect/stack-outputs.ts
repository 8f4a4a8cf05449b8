import { Complaint, exitCodes } from '../complaint.ts'
import { AwsAnswer, awsQuery, inXml } from './aws-query.ts'

const cloudFormation = { name: 'cloudformation', version: '2010-05-15' }

/** The outputs of a deployed stack. */
export async function readStackOutputs(stack: string): Promise<Readonly<Record<string, string>>> {
  const xml = await describe(stack)
  const [names, values] = [inXml(xml, 'OutputKey'), inXml(xml, 'OutputValue')]
  return Object.fromEntries(names.map((name, n) => [name, values[n] ?? '']))
}

async function describe(stack: string): Promise<string> {
  try {
    return await awsQuery(cloudFormation, 'DescribeStacks', { StackName: stack })
  } catch (error) {
    if (error instanceof AwsAnswer && error.code === 'ValidationError') {
      throw new Complaint(
        exitCodes.usage,
        `there is no stack ${stack} in this account and region`,
        'name the deployment with --env paper, demo or live, and the place with --profile and --region',
        error,
      )
    }
    throw error
  }
}
