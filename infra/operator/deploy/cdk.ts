import { spawn } from 'node:child_process'
import { delimiter } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Complaint, exitCodes } from '../complaint.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const installed = `${root}node_modules`

export interface CdkWish {
  readonly env: string
  /** `-c` options over the file. */
  readonly context: Readonly<Record<string, string>>
  readonly profile?: string | undefined
  /** Deploys only this stack, without those it depends on. */
  readonly only?: string
  /** Keeps the CDK from asking about wider permissions: there is no terminal. */
  readonly unasked: boolean
}

/** Arguments of the CDK's command line. */
export const cdkArguments = ({ env, context, profile, only, unasked }: CdkWish): readonly string[] => [
  'deploy',
  ...(only ? [only, '--exclusively'] : ['--all']),
  ...Object.entries({ env, ...context }).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ...(profile ? ['--profile', profile] : []),
  ...(unasked ? ['--require-approval', 'never'] : []),
]

/**
 * Deploys with the project's own CDK on this process's terminal. Its output goes to stderr, so that stdout has the
 * answer alone. Throws a `Complaint` when it fails.
 */
export async function deployByCdk(wish: CdkWish): Promise<void> {
  const command = [fileURLToPath(import.meta.resolve('aws-cdk/bin/cdk')), ...cdkArguments(wish)]
  // The CDK starts the app with the first `node` on the path.
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
