import {
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'

/** Storage of a sweep's input and results while it is played on AWS. */
export interface Store {
  /** Undefined if there is no such key. */
  read(key: string): Promise<Uint8Array | undefined>
  write(key: string, body: Uint8Array | string): Promise<void>
  /** The keys with this prefix, in order. */
  list(prefix: string): Promise<readonly string[]>
}

/** An S3 bucket. */
export const storeIn = (s3: S3Client, bucket: string): Store => ({
  async read(key) {
    try {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
      return await Body?.transformToByteArray()
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined
      throw error
    }
  },

  async write(key, body) {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }))
  },

  async list(prefix) {
    const keys: string[] = []
    let next: string | undefined
    do {
      const page = await s3.send(
        new ListObjectsV2Command({
          Bucket: bucket,
          Prefix: prefix,
          ...(next !== undefined && { ContinuationToken: next }),
        }),
      )
      keys.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []))
      next = page.IsTruncated ? page.NextContinuationToken : undefined
    } while (next !== undefined)
    return keys
  },
})
