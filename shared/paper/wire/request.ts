/** One HTTP request as the venue reads it: query and form body are one list of parameters. */
export interface WireRequest {
  readonly method: string
  readonly path: string
  readonly params: URLSearchParams
  readonly apiKey: string | undefined
  /** The address that the request weight is counted against. */
  readonly address: string
  /** The signed text: query string, then body, both without the signature. */
  readonly signedText: string
}

export function readRequest(url: string, init: RequestInit | undefined): WireRequest {
  const { pathname, search } = new URL(url)
  const query = search.replace(/^\?/, '')
  const body = typeof init?.body === 'string' ? init.body : ''
  const headers = new Headers(init?.headers)
  return {
    method: (init?.method ?? 'GET').toUpperCase(),
    path: pathname,
    params: new URLSearchParams([query, body].filter(part => part !== '').join('&')),
    apiKey: headers.get('X-MBX-APIKEY') ?? undefined,
    address: headers.get('x-paper-address') ?? '',
    signedText: withoutSignature(query) + withoutSignature(body),
  }
}

const withoutSignature = (text: string): string =>
  text
    .split('&')
    .filter(pair => !pair.startsWith('signature='))
    .join('&')
