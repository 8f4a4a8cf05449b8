import { tmpdir } from 'node:os'
import { S3Client } from '@aws-sdk/client-s3'
import { storeIn } from '../../infra/lab/sweep/on-aws/store.ts'
import { replayIn } from './replay.ts'

/** Throws if the stack did not say which bucket and which release. */
export function wireReplay({ LAB_BUCKET: bucket, LAB_RELEASE: release }: NodeJS.ProcessEnv) {
  if (!bucket || !release)
    throw new Error(
      `Expected LAB_BUCKET and LAB_RELEASE, as the lab’s stack sets them; got ${bucket} and ${release}.`,
    )
  return replayIn({ store: storeIn(new S3Client({}), bucket), release, folder: tmpdir() })
}
