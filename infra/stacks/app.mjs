/**
 * What `cdk` starts. Plain JavaScript, because a globally installed cdk runs it on the machine's Node: that may be too
 * old for the stacks, and would complain only of an unknown file extension.
 */
import { askedOfCdk } from './asked-of-cdk.mjs'

const got = process.versions.node
if (Number(got.split('.')[0]) < 24) {
  end(
    `expected Node 24, got Node ${got}: this cdk is not the project’s own. ` +
      'Run npx cdk in the project (after npm ci), which brings both',
  )
}
lookForCredentials(process.env)
await import('./app.ts')

/**
 * Stops a command that needs credentials and has none. The cdk looks for them first but needs them last, and would
 * complain only after all templates are made. If the command is unknown, the templates are made anyway.
 */
function lookForCredentials({ CDK_OUTDIR, CDK_DEFAULT_ACCOUNT, npm_lifecycle_event }) {
  if (!CDK_OUTDIR || CDK_DEFAULT_ACCOUNT || npm_lifecycle_event === 'synth') return
  const { command, needsAccount } = askedOfCdk()
  const login = 'Log in with aws sso login, or set AWS_PROFILE (cdk takes --profile too)'
  const got = 'expected AWS credentials, got none that answer'
  if (needsAccount) end(`${got}: cdk ${command} needs them. ${login}`)
  if (!command) {
    console.error(
      `quantum-trader: ${got}: templates are made, and a deploy will fail after them. ${login}. npm run deploy says so at once`,
    )
  }
}

function end(message) {
  console.error(`quantum-trader: ${message}`)
  process.exit(1)
}
