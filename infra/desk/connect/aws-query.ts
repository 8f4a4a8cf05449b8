import { SQSClient } from '@aws-sdk/client-sqs'

/** An error that AWS answered. */
export class AwsAnswer extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.name = code
    this.code = code
  }
}

/** What tells one of AWS's query services from another. */
export interface QueryService {
  /** As it is signed and addressed: `cloudformation`. */
  readonly name: string
  readonly version: string
}

/**
 * Asks a service of AWS that speaks its query protocol and whose client this project does not carry; answers
 * XML. Region, credentials and signature are those of the SDK; `AWS_ENDPOINT_URL_<SERVICE>` steers it.
 */
export async function awsQuery(
  { name, version }: QueryService,
  action: string,
  parameters: Readonly<Record<string, string>>,
): Promise<string> {
  const client = new SQSClient({})
  try {
    const region = await client.config.region()
    const steered =
      process.env[`AWS_ENDPOINT_URL_${name === 'monitoring' ? 'CLOUDWATCH' : name.toUpperCase()}`]
    const url = new URL(steered ?? `https://${name}.${region}.amazonaws.com/`)
    const body = new URLSearchParams({ Action: action, Version: version, ...parameters }).toString()
    const scheme = { name: 'sigv4', signingName: name, signingRegion: region, properties: {} }
    const signer = await client.config.signer(scheme)
    const { headers } = await signer.sign({
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port && { port: Number(url.port) }),
      path: '/',
      query: {},
      headers: { host: url.host, 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      body,
    } as Parameters<typeof signer.sign>[0])
    const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(10_000) })
    const text = await response.text()
    if (response.ok) return text
    throw new AwsAnswer(inXml(text, 'Code')[0] ?? String(response.status), inXml(text, 'Message')[0] ?? text)
  } finally {
    client.destroy()
  }
}

/** The texts of all elements of that name. */
export const inXml = (xml: string, element: string): readonly string[] =>
  [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))].map(([, text = '']) =>
    unescaped(text),
  )

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }
const unescaped = (text: string) =>
  text.replace(/&(#x?[\da-fA-F]+|lt|gt|quot|apos|amp);/g, (_, name: string) =>
    name.startsWith('#')
      ? String.fromCodePoint(Number(name.startsWith('#x') ? `0${name.slice(1)}` : name.slice(1)))
      : (entities[name] ?? ''),
  )
