/**
 * How much of an installation is done: on a terminal in one line that is drawn again, in a pipe now and then. Plain
 * JavaScript, as install.mjs: any Node from 20 on runs it.
 */
import { existsSync, readFileSync } from 'node:fs'

const [drawnMs, sparseMs] = [500, 10_000]

/** Which C library Linux has here, as lockfiles name it; undefined elsewhere. */
const ownLibc = () => {
  if (process.platform !== 'linux') return undefined
  return process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl'
}

/** The folders that npm fills on this machine, as the lockfile names them. */
export function foldersOf(lockfile) {
  const { packages } = JSON.parse(readFileSync(lockfile, 'utf8'))
  const libc = ownLibc()
  return Object.entries(packages)
    .filter(([path, { link }]) => path !== '' && !link)
    .filter(([, only]) => fits(only.cpu, process.arch) && fits(only.os, process.platform))
    .filter(([, only]) => libc === undefined || fits(only.libc, libc))
    .map(([path]) => path)
}

/** A list names what a package is for, or with `!` what it is not for. */
function fits(list, own) {
  if (!list || list.includes(own)) return true
  return list.every(each => each.startsWith('!')) && !list.includes(`!${own}`)
}

/** How much of them is there, of 1. */
export const shareThere = (folders, within = '.') =>
  folders.filter(path => existsSync(`${within}/${path}/package.json`)).length / folders.length

/** One line of it; `passedMs` is since it began. */
export function told(share, passedMs) {
  if (share >= 1) return 'Installing: all packages are there, their own steps are under way'
  const left =
    share > 0 ? `, some ${Math.max(1, Math.round(((passedMs / share) * (1 - share)) / 1000))} s left` : ''
  return `Installing: ${Math.floor(share * 100)} %${left}`
}

/** Tells it until the answered function is called. */
export function tellInstalling(lockfile, within, stream = process.stdout) {
  const folders = foldersOf(lockfile)
  const begun = performance.now()
  const line = () => told(shareThere(folders, within), performance.now() - begun)
  const telling = stream.isTTY
    ? setInterval(() => stream.write(`\r\u001b[K${line()}`), drawnMs)
    : setInterval(() => stream.write(`${line()}\n`), sparseMs)
  return () => {
    clearInterval(telling)
    if (stream.isTTY) stream.write('\r\u001b[K')
  }
}
