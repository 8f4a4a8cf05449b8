import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { type ChannelCredentials, parseChannelCredentials } from '#notifications/credentials.ts'
import type { Clock } from '#ports/clock.ts'
import { impatient, serviceAnswerMs } from './patience.ts'

/** How long a reading is used, in milliseconds: a new credential is in force a minute later. */
const fresh = 60_000

/** Reads the credentials of the channels, from memory for a minute, or `anew`. Throws if the secret cannot be read. */
export function channelCredentialsReader(
  secretId: string,
  clock: Clock,
): (anew?: 'anew') => Promise<ChannelCredentials> {
  const client = new SecretsManagerClient(impatient(serviceAnswerMs))
  let last: { readonly credentials: ChannelCredentials; readonly at: number } | undefined
  return async anew => {
    const at = clock.now()
    if (last && anew === undefined && at - last.at < fresh) return last.credentials
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: secretId }))
    last = { credentials: parseChannelCredentials(SecretString), at }
    return last.credentials
  }
}
