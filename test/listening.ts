import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** Addresses as Linux writes them: bytes of each word of four from the last to the first. */
const loopback = ['0100007F', '00000000000000000000000001000000', '0000000000000000FFFF00000100007F']
const listens = '0A'

/**
 * The listening sockets of a process and its children: TCP ports, and whether a client beyond this machine reaches
 * them.
 */
export function listeningOf(pid: number): readonly { readonly port: number; readonly beyond: boolean }[] {
  const sockets = new Set(familyOf(pid).flatMap(socketsOf))
  return ['tcp', 'tcp6'].flatMap(name =>
    readFileSync(`/proc/${pid}/net/${name}`, 'utf8')
      .split('\n')
      .slice(1)
      .map(line => line.trim().split(/\s+/))
      .filter(([, , , state, , , , , , inode = '']) => state === listens && sockets.has(inode))
      .map(([, local = '']) => local.split(':'))
      .map(([address = '', port = '']) => ({
        port: Number.parseInt(port, 16),
        beyond: !loopback.includes(address),
      })),
  )
}

function familyOf(pid: number): readonly number[] {
  const children = listed(`/proc/${pid}/task`).flatMap(task =>
    unlessGone(() => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8'), '')
      .split(' ')
      .filter(Boolean)
      .map(Number),
  )
  return [pid, ...children.flatMap(familyOf)]
}

const socketsOf = (pid: number): readonly string[] =>
  listed(`/proc/${pid}/fd`).flatMap(
    fd => /^socket:\[(\d+)\]$/.exec(unlessGone(() => readlinkSync(`/proc/${pid}/fd/${fd}`), ''))?.[1] ?? [],
  )

const listed = (folder: string): readonly string[] => unlessGone(() => readdirSync(folder), [])

/**
 * The content of a process's, thread's or descriptor's file, or nothing if it has ended since it was listed: any may
 * end at any time.
 */
function unlessGone<T>(read: () => T, nothing: T): T {
  try {
    return read()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ESRCH') return nothing
    throw error
  }
}
