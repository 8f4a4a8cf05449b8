import { readFileSync, writeFileSync } from 'node:fs'
import { settingsTable } from './settings-table.ts'

// The `npm run settings` command: writes the table of settings into docs/settings.md.
const page = new URL('../../docs/settings.md', import.meta.url)
const withTable = readFileSync(page, 'utf8').replace(
  /(?<=^\| ?-[-| ]+\n)(?:\|.*\n)*/m,
  () => `${settingsTable()}\n`,
)
writeFileSync(page, withTable)
