import { spawnSync } from 'node:child_process'

/** Between the cdk and its app there is a shell; npx adds another before the cdk. */
const farthest = 4

const commands = ['diff', 'list', 'ls', 'metadata', 'synth', 'synthesize']
const ofAnAccount = ['bootstrap', 'deploy', 'destroy', 'import', 'rollback', 'watch']

/**
 * The command given to the cdk, and whether it needs an account. The cdk does not tell its app, so this reads the
 * command lines of the parent processes. The command is undefined when they cannot be read: there is no `ps`, or
 * something else started the app.
 */
export function askedOfCdk() {
  let id = process.ppid
  for (let above = 0; above < farthest && id > 1; above += 1) {
    const { parent, words } = processOf(id)
    const at = words.findIndex(word => /(^|\/)cdk$/.test(word))
    const command = words.slice(at + 1).find(word => [...commands, ...ofAnAccount].includes(word))
    if (at >= 0 && command) return { command, needsAccount: ofAnAccount.includes(command) }
    id = parent
  }
  return { command: undefined, needsAccount: false }
}

function processOf(id) {
  const { stdout } = spawnSync('ps', ['-o', 'ppid=,args=', '-p', String(id)], { encoding: 'utf8' })
  const [parent = '0', ...words] = (stdout ?? '').trim().split(/\s+/)
  return { parent: Number(parent), words }
}
