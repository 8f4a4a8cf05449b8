import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import { parseTokens, type Tokens } from '#domain/tokens.ts'
import { patience } from './connect/patience.ts'

/** The secret with the hashes of the webhook's tokens. */
export interface TokenStore {
  /** Undefined: it holds nothing readable. */
  read(): Promise<Tokens | undefined>
  write(tokens: Tokens): Promise<void>
  close(): void
}

export function tokenStore(secretId: string): TokenStore {
  const client = new SecretsManagerClient(patience)
  return {
    async read() {
      const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: secretId }))
      return parseTokens(SecretString)
    },
    async write(tokens) {
      const SecretString = JSON.stringify(tokens)
      await client.send(new PutSecretValueCommand({ SecretId: secretId, SecretString }))
    },
    close: () => client.destroy(),
  }
}
