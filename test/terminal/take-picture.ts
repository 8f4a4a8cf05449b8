import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { terminalPicture } from './terminal-picture.ts'

/**
 * Takes the README's picture of the terminal anew, from a run's output:
 * `npm start > run.txt && npm run terminal-picture -- run.txt [picture.svg]`
 */
const [run, picture = fileURLToPath(new URL('../../docs/pictures/terminal.svg', import.meta.url))] =
  process.argv.slice(2)
if (!run) throw new Error('Expected the file that the output of npm start went to, got none')
writeFileSync(picture, terminalPicture(readFileSync(run, 'utf8')))
