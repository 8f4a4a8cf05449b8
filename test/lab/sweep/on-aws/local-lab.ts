import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { App } from 'aws-cdk-lib'
import { vi } from 'vitest'
import { type Store, storeIn } from '../../../../infra/lab/sweep/on-aws/store.ts'
import { onLoopback } from '../../../../infra/local/runner/on-loopback.ts'
import { readAssembly } from '../../../../infra/local/runner/template.ts'
import { featureFlags } from '../../../../infra/stacks/feature-flags.ts'
import { readLab } from '../../../../infra/stacks/lab/lab-file.ts'
import { LabStack } from '../../../../infra/stacks/lab/lab-stack.ts'

/** The parts of the synthesized stack, and its function as it would be deployed. */
export interface LocalLab {
  readonly store: Store
  readonly bucket: string
  readonly release: string
  // biome-ignore lint/suspicious/noExplicitAny: CloudFormation properties are untyped JSON
  readonly definition: any
  /** Calls the bundle's handler, as Lambda does. */
  readonly replay: (event: unknown) => Promise<unknown>
  readonly close: () => Promise<void>
}

const bucket = 'lab'

/** The lab's synthesized stack on this machine: its bundle in this process, its bucket at fauxqs. */
export async function startLocalLab(): Promise<LocalLab> {
  const folder = mkdtempSync(join(tmpdir(), 'quantum-trader-lab-'))
  const app = new App({ context: featureFlags, outdir: folder })
  new LabStack(app, readLab())
  app.synth()
  const [stack] = readAssembly(folder)
  const all = [...(stack?.resources.values() ?? [])]
  // biome-ignore lint/suspicious/noExplicitAny: CloudFormation properties are untyped JSON
  const of = (type: string, id: string): any =>
    all.find(each => each.type === type && each.logicalId.startsWith(id))?.properties
  const { Code, Environment } = of('AWS::Lambda::Function', 'Replay')
  const release: string = Environment.Variables.LAB_RELEASE

  const { startFauxqs } = await import('fauxqs')
  const services = await onLoopback(() => startFauxqs({ port: 0, logger: false }))
  vi.stubEnv('AWS_ENDPOINT_URL_S3', `http://127.0.0.1:${services.port}`)
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'x')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'x')
  vi.stubEnv('AWS_REGION', readLab().region)
  vi.stubEnv('LAB_BUCKET', bucket)
  vi.stubEnv('LAB_RELEASE', release)
  const s3 = new S3Client({})
  await s3.send(new CreateBucketCommand({ Bucket: bucket }))
  const code = join(stack?.assets.get(Code.S3Key) ?? '', 'index.mjs')
  // By Node itself: this tests the bundle, not a test loader's version of it.
  const { handler } = createRequire(import.meta.url)(code)

  const parts: readonly (string | { readonly Ref?: string })[] = of(
    'AWS::StepFunctions::StateMachine',
    'StateMachine',
  ).DefinitionString['Fn::Join'][1]
  const definition = parts.map(part => (typeof part === 'string' ? part : (part.Ref ?? 'aws'))).join('')
  return {
    store: storeIn(s3, bucket),
    bucket,
    release,
    definition: JSON.parse(definition),
    replay: handler,
    async close() {
      vi.unstubAllEnvs()
      s3.destroy()
      await services.stop()
      rmSync(folder, { recursive: true })
    },
  }
}
