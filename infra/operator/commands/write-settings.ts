import { readSettingsFile } from '../../stacks/settings-file.ts'
import { writeWhole } from '../../write-whole.ts'
import { type Consent, confirm } from '../act/confirm.ts'
import type { Answer } from '../answer.ts'
import { Complaint, exitCodes } from '../complaint.ts'
import type { Connection } from '../connect/connection.ts'
import { recordedIn } from '../deploy/recorded.ts'
import { fileText, saidToRepeat } from '../deploy/written.ts'

/**
 * Writes what a stack was deployed with into its environment's file: for deployments older than these files, or whose
 * shell said more than the file. What the stack did not record stays as the file has it.
 */
export async function writeSettings(
  { stack, configuration, deployment }: Connection,
  options: Consent & { readonly file?: string },
): Promise<Answer> {
  const file = readSettingsFile(deployment, options.file)
  const recorded = recordedIn(stack.outputs, process.env.AWS_REGION)
  if (stack.local || !recorded || !file.path) {
    const what = 'only what a deployed stack recorded can be written, and only into a file'
    throw new Complaint(exitCodes.usage, what, 'leave --local out, and name a file other than none')
  }
  const said = saidToRepeat(configuration.venue, recorded, file.said)
  const isProven = deployment !== 'paper' && recorded.values.egress === 'fixed'
  const text = fileText(said, isProven ? stack.outputs.EgressAddress : undefined)
  await confirm([`This writes into ${file.name} what ${stack.name} was deployed with:`, text], options)
  try {
    writeWhole(file.path, text)
  } catch (error) {
    const why = `${file.name} cannot be written: ${(error as Error).message}`
    throw new Complaint(
      exitCodes.no,
      why,
      'let this user write into its folder, too, and write it again',
      error,
    )
  }
  const then = `Commit it; npm run deploy -- --env ${deployment} --diff shows what is still different.`
  return { data: { file: file.name, said }, text: `${file.name} is written. ${then}` }
}
