import { statSync } from 'node:fs'
import { dirname } from 'node:path'

/** Before anything is played: what is written in the end must have a place. Throws in words for who named the file. */
export function mustHavePlace(option: string, file: string | undefined): void {
  if (file === undefined) return
  const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
  if (isFolder(file)) throw new Error(`--${option} ${file}: expected a file, got a folder.`)
  if (!isFolder(dirname(file))) throw new Error(`--${option} ${file}: there is no folder ${dirname(file)}.`)
}
