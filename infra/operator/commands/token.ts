import { randomBytes } from 'node:crypto'
import { hashOfToken, type KeptToken, noTokens, type Tokens, tokenOf, withToken } from '#domain/tokens.ts'
import { table } from '../../terminal/table.ts'
import { moment } from '../../terminal/time.ts'
import { type Consent, confirm } from '../act/confirm.ts'
import type { Answer } from '../answer.ts'
import { Complaint, exitCodes } from '../complaint.ts'
import type { Connection } from '../connect/connection.ts'
import { type TokenStore, tokenStore } from '../webhook-tokens.ts'

export interface TokenOptions extends Consent {
  readonly revoke?: boolean
}

const inForce = 'stops working within a minute'

/**
 * Makes a new token for a webhook source in place of its old one, or with `revoke` deletes it; without a source lists
 * which sources have one. Only the answer contains the token: a hash is kept.
 */
export async function token(
  connection: Connection,
  source: string | undefined,
  options: TokenOptions,
): Promise<Answer> {
  const url = urlOf(connection)
  const store = tokenStore(connection.output('WebhookTokensId'))
  try {
    const found = await store.read()
    if (source === undefined) return listed(connection, found ?? noTokens)
    if (!options.revoke) refuseUnnamed(connection, source)
    if (!found)
      await confirm(['The secret holds no tokens that can be read: those of all sources are lost.'], options)
    const { tokens } = found ?? noTokens
    const former = Object.hasOwn(tokens, source) ? tokens[source] : undefined
    return options.revoke
      ? await revoked(connection, store, source, former, options)
      : await made(connection, store, source, former, url, options)
  } finally {
    store.close()
  }
}

async function made(
  connection: Connection,
  store: TokenStore,
  source: string,
  former: KeptToken | undefined,
  url: string,
  options: TokenOptions,
): Promise<Answer> {
  const since = former && moment(former.madeAt)
  if (since)
    await confirm(
      [`This makes a new token for ${source} on ${connection.stack.name}. The one of ${since} ${inForce}.`],
      options,
    )
  const secret = tokenOf(randomBytes(32))
  await put(store, source, { hash: hashOfToken(secret), madeAt: connection.stack.clock.now() })
  return {
    data: { source, token: secret, url: `${url}${source}`, ...(former && { replaced: former.madeAt }) },
    text: [
      `Token for ${source}, shown this once and kept nowhere:`,
      secret,
      `Send signals to ${url}${source}, with it as Authorization: Bearer, as ?token=, or as the field "secret".`,
    ].join('\n'),
  }
}

async function revoked(
  connection: Connection,
  store: TokenStore,
  source: string,
  former: KeptToken | undefined,
  options: TokenOptions,
): Promise<Answer> {
  if (!former)
    return { data: { source, revoked: false }, text: `${source} has no token.`, exitCode: exitCodes.no }
  await confirm(
    [`This revokes the token of ${source} on ${connection.stack.name}: its signals will be rejected.`],
    options,
  )
  await put(store, source, undefined)
  return { data: { source, revoked: true }, text: `The token of ${source} ${inForce}.` }
}

/** Reads right before and after the write: when two operators write at once, one write is lost. */
async function put(store: TokenStore, source: string, kept: KeptToken | undefined): Promise<void> {
  await store.write(withToken((await store.read()) ?? noTokens, source, kept))
  const { tokens } = (await store.read()) ?? noTokens
  const stands = Object.hasOwn(tokens, source) ? tokens[source]?.hash : undefined
  if (stands === kept?.hash) return
  throw new Complaint(
    exitCodes.no,
    `another operator wrote the tokens at the same time, and theirs is kept for ${source}`,
    'agree with them, and do it again',
  )
}

function listed({ configuration: { sources }, stack }: Connection, { tokens }: Tokens): Answer {
  const names = [...new Set([...Object.keys(sources), ...Object.keys(tokens)])]
  const rows = names.map(source => ({
    source,
    since: Object.hasOwn(tokens, source) ? tokens[source]?.madeAt : undefined,
    isOpen: Object.hasOwn(sources, source),
  }))
  const text = (columns: number) =>
    table(
      ['source', 'token since', 'address'],
      rows.map(({ source, since, isOpen }) => [
        source,
        since === undefined ? 'none: qt token makes one' : moment(since),
        isOpen ? 'open' : 'none: QT_SOURCES does not name it',
      ]),
      columns,
    )
  return { data: { stack: stack.name, sources: rows }, text }
}

/** Refuses a source without an address: its token would open nothing. */
function refuseUnnamed({ configuration: { sources }, stack }: Connection, source: string): void {
  if (Object.hasOwn(sources, source)) return
  throw new Complaint(
    exitCodes.usage,
    `the webhook has no source ${source}; it has ${Object.keys(sources).join(', ')}`,
    stack.local
      ? `start it with QT_SOURCES='{"${source}":{}}' before npm run local`
      : 'name it in QT_SOURCES in the environment’s file, and deploy',
  )
}

function urlOf({ stack: { outputs, name } }: Connection): string {
  const { WebhookUrl } = outputs
  if (WebhookUrl) return WebhookUrl
  throw new Complaint(
    exitCodes.usage,
    `${name} takes no signals over HTTPS`,
    'write "webhook": true into the environment’s file, and deploy',
  )
}
