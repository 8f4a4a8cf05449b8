import { type AwsAction, AwsError } from './aws-endpoint.ts'

export interface LocalSecrets {
  read(arn: string): string
  /** Stores a new value under an ARN that the templates made. */
  put(arn: string, value: string): void
  readonly actions: Readonly<Record<string, AwsAction>>
}

/** Secrets Manager, as far as functions and the operator's tool use it. */
export function createSecrets(
  initial: readonly { readonly arn: string; readonly value: string }[],
): LocalSecrets {
  const values = new Map(initial.map(({ arn, value }) => [arn, value]))
  const find = (id: string) => {
    const value = values.get(id)
    if (value === undefined) throw new AwsError('ResourceNotFoundException', `there is no secret ${id}`)
    return value
  }
  return {
    read: find,
    put(arn, value) {
      find(arn)
      values.set(arn, value)
    },
    actions: {
      'secretsmanager.GetSecretValue': ({ SecretId }) => ({
        ARN: SecretId,
        Name: SecretId,
        SecretString: find(String(SecretId)),
      }),
      'secretsmanager.PutSecretValue': ({ SecretId, SecretString }) => {
        find(String(SecretId))
        values.set(String(SecretId), String(SecretString))
        return { ARN: SecretId, Name: SecretId }
      },
    },
  }
}
