/**
 * What `cdk` starts. Plain JavaScript: a cdk that is not the project's own brings the machine's Node, which may be too
 * old to read the stacks, and says only that a file has an unknown ending.
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
 * The cdk looks for credentials first, and needs them last: whoever forgot them would hear of it after all templates.
 * Where the command cannot be known, they are made all the same.
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
