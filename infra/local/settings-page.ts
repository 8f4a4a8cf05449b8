import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { writeWhole } from '../write-whole.ts'
import { settingsTable } from './settings-table.ts'

// The `npm run settings` command: writes the table of settings into docs/settings.md.
const page = fileURLToPath(new URL('../../docs/settings.md', import.meta.url))
const withTable = readFileSync(page, 'utf8').replace(
  /(?<=^\| ?-[-| ]+\n)(?:\|.*\n)*/m,
  () => `${settingsTable()}\n`,
)
writeWhole(page, withTable)
