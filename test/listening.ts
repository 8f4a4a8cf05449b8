import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** Addresses as Linux writes them: bytes of each word of four from the last to the first. */
const loopback = ['0100007F', '00000000000000000000000001000000', '0000000000000000FFFF00000100007F']
const listens = '0A'

/** What a process and its children listen on: TCP ports, and whether anybody beyond this machine reaches them. */
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
  const children = readdirSync(`/proc/${pid}/task`).flatMap(task =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  )
  return [pid, ...children.flatMap(familyOf)]
}

const socketsOf = (pid: number): readonly string[] =>
  readdirSync(`/proc/${pid}/fd`).flatMap(fd => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? []
    } catch {
      return [] // Closed since it was listed.
    }
  })
