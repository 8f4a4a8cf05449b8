import { presetOf } from '#settings/said.ts'
import { isUnproven } from '../../stacks/move.ts'
import { looserThanFile, type Plan } from '../../stacks/planned.ts'
import type { SettingsFile } from '../../stacks/settings-file.ts'
import type { Recorded } from './recorded.ts'

/**
 * The file as this deploy reads it. When live's file does not say where to ask Binance from, live keeps what is
 * deployed, whatever the default is by now. A deployment without an address gets one before it asks from it.
 */
export function withEgress(env: string, file: SettingsFile, recorded: Recorded | undefined): SettingsFile {
  const deployed = recorded?.values.egress
  const wanted = file.said.egress ?? (env === 'live' ? deployed : undefined)
  const now = wanted === 'fixed' && deployed === 'any' ? 'prepared' : wanted
  return now === undefined ? file : { ...file, said: { ...file.said, egress: now } }
}

/** What to pass to the CDK when the file alone would mean something else; the CDK refuses live when neither says it. */
export function egressContext(
  { name, values }: Plan,
  { said }: SettingsFile,
): Readonly<Record<string, string>> {
  const { value } = values.egress
  const byFile = said.egress ?? (name === 'live' ? undefined : presetOf('egress', name))
  return value === byFile ? {} : { egress: value }
}

/**
 * What to make the CDK accept that it would otherwise refuse: this deploy has shown what is looser, and proved the
 * move.
 */
export function acceptContext(plan: Plan, file: SettingsFile): Readonly<Record<string, string>> {
  // A value kept from the stack, or the first step of a move, may be looser than the file's.
  const byFile = { ...plan, file }
  const words = [
    ...(looserThanFile(byFile).length > 0 ? ['loosened'] : []),
    ...(isUnproven(byFile) ? ['address'] : []),
  ]
  return words.length > 0 ? { accept: words.join(',') } : {}
}

/** Says that egress stays as deployed, and how to choose. */
export function unsaidEgress({ name, values }: Plan, file: SettingsFile): readonly string[] {
  const { value } = values.egress
  if (name !== 'live' || file.said.egress !== undefined || value === 'fixed') return []
  return [
    `egress is not said and stays ${value}, as it was deployed: write "egress": "fixed" into ${file.name} to ask ` +
      'Binance from one address, or "any" to leave it so',
  ]
}

/**
 * Steps between ways of asking Binance: `prepare` makes the address, `switch` begins to ask from it, `step-back` stops
 * that but keeps the address, `leave` gives it up.
 */
export type Move = 'prepare' | 'switch' | 'step-back' | 'leave'

export function moveOf(recorded: Recorded | undefined, { values }: Plan): Move | undefined {
  const [before, after] = [recorded?.values.egress, values.egress.value]
  if (before === undefined || before === after) return undefined
  if (after === 'fixed') return 'switch'
  if (after === 'any') return 'leave'
  return before === 'any' ? 'prepare' : 'step-back'
}

/** What the deploy does to the address, shown before the question. */
export const moveInWords: Readonly<Record<Move, string>> = {
  prepare:
    'The move to one address takes two deploys. This one makes the address, and the function that qt asks through; the ' +
    'others ask as before.',
  switch:
    'This deploy is the second step of the move: the functions that trade ask from the address. It is made only if ' +
    'a signed request from there succeeds, entries are halted and nothing is open.',
  'step-back':
    'The functions that trade no longer ask from the address, which stays for qt. This deploy is made only if the key ' +
    'works from other addresses.',
  leave:
    'This deploy gives up the address, first in the App stack, then in the Data stack. It is made only if the ' +
    'key works from other addresses.',
}

/** Says which address the key may be restricted to. */
export const onceThere = (address: string): string =>
  `It asks Binance from ${address}: the key may be restricted to that address.`

/** What to do between the two steps. */
export const afterPreparing = (address: string, env: string): string =>
  [
    `The address is ${address}, and only qt asks from it.`,
    'Leave the key that is in use unrestricted for now: the functions still ask from elsewhere.',
    `qt doctor --env ${env} says whether Binance answers there. Then qt halt, let the positions close, and deploy again.`,
    'With a key that Binance restricts from the start, put it into the secret once nothing is open, and deploy at once.',
  ].join('\n')
