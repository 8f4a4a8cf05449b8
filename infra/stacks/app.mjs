/**
 * What `cdk` starts. Plain JavaScript: a cdk that is not the project's own brings the machine's Node, which may be too
 * old to read the stacks, and says only that a file has an unknown ending.
 */
const got = process.versions.node
if (Number(got.split('.')[0]) >= 24) await import('./app.ts')
else {
  console.error(
    `quantum-trader: expected Node 24, got Node ${got}: this cdk is not the project’s own. ` +
      'Run npx cdk in the project (after npm ci), which brings both',
  )
  process.exitCode = 1
}
