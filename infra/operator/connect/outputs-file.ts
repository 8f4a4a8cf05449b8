import { readFileSync } from 'node:fs'
import { Complaint, exitCodes } from '../complaint.ts'

/** One stack's outputs from a file that `cdk deploy --outputs-file` wrote. */
export function outputsInFile(file: string, stack: string): Readonly<Record<string, string>> {
  const stacks = read(file)
  const outputs = stacks[stack]
  if (outputs) return outputs
  throw new Complaint(
    exitCodes.usage,
    `${file} has no outputs of ${stack}; it has those of ${Object.keys(stacks).join(', ') || 'no stack'}`,
    'name the deployment with --env, or write the file again with cdk deploy --outputs-file',
  )
}

function read(file: string): Record<string, Record<string, string>> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, string>>
  } catch (error) {
    throw new Complaint(
      exitCodes.usage,
      `${file} cannot be read as outputs of stacks: ${(error as Error).message}`,
      'write it with `npx cdk deploy --all --outputs-file FILE`',
      error,
    )
  }
}
