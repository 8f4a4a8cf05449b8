import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import { type ChannelCredentials, parseChannelCredentials } from '#notifications/credentials.ts'
import { patience } from '../connect/patience.ts'

/** The secret with the credentials of the channels. */
export interface CredentialsStore {
  read(): Promise<ChannelCredentials>
  write(credentials: ChannelCredentials): Promise<void>
}

/** Does work on the secret, then closes the client. */
export async function onSecret<T>(
  secretId: string,
  work: (store: CredentialsStore) => Promise<T>,
): Promise<T> {
  const client = new SecretsManagerClient(patience)
  try {
    return await work({
      async read() {
        const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: secretId }))
        return parseChannelCredentials(SecretString)
      },
      async write(credentials) {
        const SecretString = JSON.stringify(credentials)
        await client.send(new PutSecretValueCommand({ SecretId: secretId, SecretString }))
      },
    })
  } finally {
    client.destroy()
  }
}
