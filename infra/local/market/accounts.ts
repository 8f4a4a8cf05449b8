import { readFileSync } from 'node:fs'
import { InvalidArgumentError } from 'commander'
import * as z from 'zod'
import type { DecimalString } from '#domain/decimal.ts'
import type { PaperVenue, PaperVenueParts } from '#paper/venue.ts'
import type { Addresses } from '#paper/wire/limits.ts'
import type { Served } from './serve.ts'

/** One account of the exchange, and the key that its client signs with. */
export interface AccountKey {
  readonly apiKey: string
  readonly secret: string
  /** USDT; the starting balance of every account without its own. */
  readonly balance?: DecimalString | undefined
}

/** Parses `NAME[:BALANCE]` and adds it to the accounts before it: its key is NAME-key, its secret NAME-secret. */
export function accountNamed(text: string, before: readonly AccountKey[] = []): readonly AccountKey[] {
  const [, name, balance] = /^([A-Za-z0-9_-]+)(?::(\d+(?:\.\d+)?))?$/.exec(text) ?? []
  if (name === undefined) throw new InvalidArgumentError(`Expected NAME or NAME:BALANCE, got ${text}.`)
  if (before.some(each => each.apiKey === `${name}-key`))
    throw new InvalidArgumentError(`Expected each name once, got ${name} twice.`)
  return [...before, { apiKey: `${name}-key`, secret: `${name}-secret`, balance }]
}

const accountList = z
  .array(
    z.strictObject({
      apiKey: z.string().min(1),
      secret: z.string().min(1),
      balance: z
        .string()
        .regex(/^\d+(\.\d+)?$/)
        .optional(),
    }),
  )
  .min(1)
  .refine(all => new Set(all.map(each => each.apiKey)).size === all.length, 'two accounts share a key')

/** Accounts in a file: a JSON list of `{apiKey, secret, balance}`. Throws with the path and the problem. */
export function accountsIn(path: string): readonly AccountKey[] {
  try {
    return accountList.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (problem) {
    // The file's content is secret: the message tells only where it is wrong.
    const why = problem instanceof z.ZodError ? z.prettifyError(problem) : 'not valid JSON'
    throw new InvalidArgumentError(
      `${path}: expected [{"apiKey": "…", "secret": "…", "balance": "10000"}, …]: ${why}`,
    )
  }
}

export interface OpenAccount extends Required<AccountKey> {
  /** The account's name for clients: the name of `--key`, else its key. */
  readonly name: string
  readonly venue: PaperVenue
}
export type OpenAccounts = readonly [OpenAccount, ...OpenAccount[]]

/**
 * One venue per account, all sharing the limits counted by address; a single account named paper if none is given.
 */
export function openAccounts(
  wanted: readonly AccountKey[],
  usualBalance: DecimalString,
  open: (own: Pick<PaperVenueParts, 'settings' | 'addresses'>) => PaperVenue,
): OpenAccounts {
  const addresses: Addresses = new Map()
  const opened = (each: AccountKey): OpenAccount => {
    const { apiKey, secret, balance = usualBalance } = each
    const venue = open({ addresses, settings: { apiKey, secret, startingBalance: balance } })
    return { apiKey, secret, balance, venue, name: apiKey.replace(/-key$/, '') }
  }
  const [first, ...others] = wanted.length === 0 ? accountNamed('paper') : wanted
  if (first === undefined) throw new Error('Expected an account, got none.')
  return [opened(first), ...others.map(opened)]
}

/**
 * The exchange as its clients see it: each key has its own account. A request without a known key goes to the first.
 */
export const byKey = (accounts: OpenAccounts): Served => {
  const venues = new Map(accounts.map(({ apiKey, venue }) => [apiKey, venue]))
  return {
    fetch: (url, init) => {
      const key = new Headers(init?.headers).get('X-MBX-APIKEY') ?? ''
      return (venues.get(key) ?? accounts[0].venue).fetch(url, init)
    },
  }
}
