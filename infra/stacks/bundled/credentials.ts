// Replaces `@aws-sdk/credential-provider-node`, which looks for credentials in files and on other hosts, with four
// clients of its own. Lambda puts a function's credentials into its environment, and nowhere else.

interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export const defaultProvider = () => async (): Promise<Credentials> => {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = process.env
  const sessionToken = process.env.AWS_SESSION_TOKEN
  if (!accessKeyId || !secretAccessKey) {
    throw new Error(
      'expected AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment, as Lambda sets them; they are not there',
    )
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) }
}
