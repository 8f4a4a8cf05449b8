import type { Channel } from '#notifications/channels.ts'
import { speechOf } from '#notifications/services/speech-of.ts'
import type { Answer } from '../answer.ts'
import { Complaint, exitCodes } from '../complaint.ts'
import type { CredentialsStore } from './credentials-store.ts'

/** Writes a channel's credential, read by `ask`, over the old one. Never shows it. */
export async function setCredential(
  { name, to }: Channel,
  store: CredentialsStore,
  ask: (what: string) => Promise<string>,
): Promise<Answer> {
  const { credential: what, problemWith } = speechOf({ to })
  const credential = (await ask(`${name} (${to}): ${what}\n`)).trim()
  const problem = credential === '' ? 'got nothing' : problemWith(credential)
  if (problem)
    throw new Complaint(exitCodes.usage, `this is none, ${problem}`, `what is asked for is ${what}`)
  const replaced = Object.hasOwn(await store.read(), name)
  await put(store, name, credential)
  return {
    data: { channel: name, to, replaced },
    text: `${name} has ${replaced ? 'another credential' : 'its credential'} now; it is in force within a minute. Try it: qt notify test ${name}`,
  }
}

/** Deletes a channel's credential: its notifications wait until it has a new one. */
export async function removeCredential({ name, to }: Channel, store: CredentialsStore): Promise<Answer> {
  const { [name]: former, ...others } = await store.read()
  if (former === undefined)
    return {
      data: { channel: name, to, removed: false },
      text: `${name} has no credential.`,
      exitCode: exitCodes.no,
    }
  await store.write(others)
  return { data: { channel: name, to, removed: true }, text: `${name} has no credential any more.` }
}

/** Reads again after the write: when two operators write at once, one write is lost. */
async function put(store: CredentialsStore, name: string, credential: string): Promise<void> {
  await store.write({ ...(await store.read()), [name]: credential })
  const kept = await store.read()
  if (Object.hasOwn(kept, name) && kept[name] === credential) return
  throw new Complaint(
    exitCodes.no,
    `another operator wrote the credentials at the same time, and theirs is kept for ${name}`,
    'agree with them, and do it again',
  )
}
