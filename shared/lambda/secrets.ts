import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets'
import { type Credentials, credentials } from './credentials.ts'
import { impatient, serviceAnswerMs } from './patience.ts'

const quarterOfAnHour = 900

/** Reads the API key, from memory for 15 minutes; `fresh` after the exchange rejected it. Never logs it. */
export function credentialsReader(secretId: string): (fresh?: boolean) => Promise<Credentials> {
  const provider = new SecretsProvider({ clientConfig: impatient(serviceAnswerMs) })
  return async (fresh = false) => {
    const text = await provider.get(secretId, { maxAge: quarterOfAnHour, forceFetch: fresh })
    const read = credentials.safeParse(safeJson(text))
    if (!read.success) {
      throw new Error(
        `The secret ${secretId} does not hold an API key; put {"apiKey": "…", "secret": "…"} into it, without spaces or line ends around the values (they are not shown)`,
      )
    }
    return read.data
  }
}

function safeJson(text: unknown): unknown {
  try {
    return JSON.parse(String(text))
  } catch {
    return undefined
  }
}
