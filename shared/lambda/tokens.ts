import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { parseTokens, type Tokens } from '#domain/tokens.ts'
import type { Patience } from './patience.ts'

/** Reads the webhook's tokens anew each time. Throws if the secret holds none, without telling its content. */
export function tokensReader(secretId: string, patience: Patience): () => Promise<Tokens> {
  const client = new SecretsManagerClient(patience)
  return async () => {
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: secretId }))
    const tokens = parseTokens(SecretString)
    if (tokens) return tokens
    throw new Error(
      `The secret ${secretId} does not hold the tokens of the webhook as qt token writes them (what it holds is not shown)`,
    )
  }
}
