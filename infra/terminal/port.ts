import { InvalidArgumentError } from 'commander'

/** A port as the operator writes it; 0 is any free one. */
export function portGiven(text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new InvalidArgumentError(`Expected a port from 0 to 65535, got ${text}.`)
  return port
}

/** An address to listen on. Node takes an empty one, as of an unset variable, for all of this machine's. */
export function hostGiven(text: string): string {
  if (text.trim() === '')
    throw new InvalidArgumentError('Expected an address like 127.0.0.1, got an empty one; 0.0.0.0 is all.')
  return text
}

/** Why that port cannot be used, in words for the operator; undefined: something else went wrong. */
export function whyNotListening(error: unknown, { port, host }: Listening): string | undefined {
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: `port ${port} of ${host} is used by another program`,
    EACCES: `port ${port} of ${host} may not be used by this user`,
    EADDRNOTAVAIL: `${host} is not an address of this machine`,
    ENOTFOUND: `${host} is not an address of this machine`,
  }
  return error instanceof Error && 'code' in error ? reasons[String(error.code)] : undefined
}

interface Listening {
  readonly port: number
  readonly host: string
}
