import { readLab, tradingBeside } from '../../stacks/lab/lab-file.ts'
import { labName, labStackName } from '../../stacks/lab/lab-name.ts'
import { confirm } from '../act/confirm.ts'
import type { Answer } from '../answer.ts'
import { Complaint, exitCodes } from '../complaint.ts'
import { findStackOutputs } from '../connect/stack-outputs.ts'
import type { Target } from '../connect/target.ts'
import { deployByCdk } from '../deploy/cdk.ts'
import type { DeployOptions } from './deploy.ts'

/** Shows where the lab would be deployed and whether its code changes, asks, and deploys it by the CDK. */
export async function deployLab(
  { profile, region: said }: Pick<Target, 'profile' | 'region'>,
  { diff, file, yes }: DeployOptions,
): Promise<Answer> {
  if (file)
    throw new Complaint(
      exitCodes.usage,
      'the lab has one file',
      'leave --file out, and write into infra/environments/lab.json',
    )
  const { region } = readLab(said)
  process.env.AWS_REGION = region
  if (profile) process.env.AWS_PROFILE = profile
  const beside = await tradingBeside(region, findStackOutputs)
  if (beside) throw new Complaint(exitCodes.no, beside, 'nothing was deployed')
  const deployed = (await findStackOutputs(labStackName))?.Release
  const { replayRelease } = await import('../../stacks/lab/replay-function.ts')
  const release = replayRelease()
  const changes = deployed !== release
  const says =
    deployed === undefined
      ? 'nothing is deployed there yet'
      : changes
        ? `release ${deployed} → ${release}`
        : `it has this release, ${release}`
  const line = `${labName} in ${region}, by infra/environments/lab.json: ${says}. It plays sweeps, and trades nothing.`
  const data = { env: labName, region, deployed, release }
  if (diff) return { data, text: line, exitCode: changes ? exitCodes.no : exitCodes.yes }
  await confirm([line], { ...(yes && { yes }) })
  const context = said ? { region: said } : {}
  await deployByCdk({ env: labName, context, profile, unasked: yes === true })
  return {
    data,
    text: `${labName} in ${region} is deployed. Sweep there with npm run lab -- sweep --on-aws …`,
  }
}
