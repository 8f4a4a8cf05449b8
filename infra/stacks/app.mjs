/**
 * What `cdk` starts. Plain JavaScript: a cdk that is not the project's own brings the machine's Node, which may be too
 * old to read the stacks, and says only that a file has an unknown ending.
 */
const got = process.versions.node
tellOfNoCredentials(process.env)
if (Number(got.split('.')[0]) >= 24) await import('./app.ts')
else {
  console.error(
    `quantum-trader: expected Node 24, got Node ${got}: this cdk is not the project’s own. ` +
      'Run npx cdk in the project (after npm ci), which brings both',
  )
  process.exitCode = 1
}

/**
 * The cdk looks for credentials first, and deploys last: who forgot them would hear of it in minutes. An app is not
 * told what its templates are for, so they are made all the same.
 */
function tellOfNoCredentials({ CDK_OUTDIR, CDK_DEFAULT_ACCOUNT, npm_lifecycle_event }) {
  if (!CDK_OUTDIR || CDK_DEFAULT_ACCOUNT || npm_lifecycle_event === 'synth') return
  console.error(
    'quantum-trader: expected AWS credentials, got none that answer: templates are made, and a deploy will fail after them. ' +
      'Log in with aws sso login, or set AWS_PROFILE (cdk takes --profile too). npm run deploy says so at once',
  )
}
