/**
 * Shows how much of an installation is done: on a terminal in one line that is redrawn, in a pipe now and then. Plain
 * JavaScript like install.mjs: any Node from 20 on runs it.
 */
import { existsSync } from 'node:fs'

const [drawnMs, sparseMs] = [500, 4_000]

/** Share of the packages that is there, from 0 to 1. */
export const shareThere = (folders, within = '.') =>
  folders.filter(path => existsSync(`${within}/${path}/package.json`)).length / folders.length

/** One line of progress; `passedMs` is the time since the start. */
export function told(share, passedMs) {
  const passed = `${Math.round(passedMs / 1000)} s`
  if (share >= 1) return `Installing: all packages are there, their own steps are under way (${passed})`
  // npm fetches the largest packages first: before a fifth is there, the time predicts little.
  const left =
    share >= 0.2 ? `, some ${Math.max(1, Math.round(((passedMs / share) * (1 - share)) / 1000))} s left` : ''
  return `Installing: ${Math.floor(share * 100)} % after ${passed}${left}`
}

/** Reports the folders' progress until the returned function is called. */
export function tellInstalling(folders, within, stream = process.stdout) {
  const begun = performance.now()
  // Its reader may have closed the pipe: the installation goes on.
  stream.once('error', error => {
    clearInterval(telling)
    if (error.code !== 'EPIPE') throw error
  })
  const line = () => told(shareThere(folders, within), performance.now() - begun)
  const telling = stream.isTTY
    ? setInterval(() => stream.write(`\r\u001b[K${line()}`), drawnMs)
    : setInterval(() => stream.write(`${line()}\n`), sparseMs)
  return () => {
    clearInterval(telling)
    if (stream.isTTY) stream.write('\r\u001b[K')
  }
}
