import { spawn } from 'node:child_process'
import { delimiter } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Complaint, exitCodes } from '../complaint.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const installed = `${root}node_modules`

export interface CdkWish {
  readonly env: string
  /** What is said with `-c` over the file. */
  readonly context: Readonly<Record<string, string>>
  readonly profile?: string | undefined
  /** Only this stack, and none that it needs. */
  readonly only?: string
  /** The CDK is not to ask about rights that widen: there is no terminal to ask on. */
  readonly unasked: boolean
}

/** What the CDK's own command line is told. */
export const cdkArguments = ({ env, context, profile, only, unasked }: CdkWish): readonly string[] => [
  'deploy',
  ...(only ? [only, '--exclusively'] : ['--all']),
  ...Object.entries({ env, ...context }).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ...(profile ? ['--profile', profile] : []),
  ...(unasked ? ['--require-approval', 'never'] : []),
]

/**
 * Deploys with the project's own CDK, at the terminal of this process; what it prints goes to the error output,
 * so that the answer stands alone. Throws a `Complaint` when it fails.
 */
export async function deployByCdk(wish: CdkWish): Promise<void> {
  const command = [fileURLToPath(import.meta.resolve('aws-cdk/bin/cdk')), ...cdkArguments(wish)]
  // The app is started by the first `node` on the path.
  const env = { ...process.env, PATH: `${installed}/.bin${delimiter}${process.env.PATH ?? ''}` }
  const child = spawn(process.execPath, command, { cwd: root, env, stdio: ['inherit', 2, 2] })
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once('error', reject).once('close', resolve),
  )
  if (code === 0) return
  throw new Complaint(
    exitCodes.no,
    `cdk deploy ended with ${code === null ? 'a signal' : `exit code ${code}`}; its own message stands above`,
    `see what is deployed with qt config --env ${wish.env}, put it right, and deploy again`,
  )
}
