import type { AwsRequest } from './asks.ts'

/** Why a service refuses a request, and the error's name. */
export interface Refused {
  readonly name: string
  readonly message: string
}

/** ASCII letters, digits and punctuation. */
const taken = /^[\x21-\x7e]{1,128}$/
const names = ['MessageGroupId', 'MessageDeduplicationId'] as const

type Entry = Readonly<Partial<Record<(typeof names)[number], string>>>

/** Group and deduplication ids that SQS refuses but the local queues accept. */
export function refusedNames({ headers, body }: AwsRequest): Refused | undefined {
  if (!/^AmazonSQS\.SendMessage/.test(String(headers['x-amz-target']))) return undefined
  const { Entries, ...single } = JSON.parse(body) as Entry & { readonly Entries?: readonly Entry[] }
  const given = (Entries ?? [single]).flatMap(entry =>
    names.flatMap(name => (entry[name] === undefined ? [] : [{ name, value: entry[name] }])),
  )
  const wrong = given.find(({ value }) => !taken.test(value))
  return (
    wrong && {
      name: 'InvalidParameterValue',
      message: `Value ${wrong.value} for parameter ${wrong.name} is invalid. Reason: ${wrong.name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
    }
  )
}
