import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { openApiText } from './openapi.ts'

// The `npm run openapi` command: writes what other tools may read where their authors find it.
writeFileSync(fileURLToPath(new URL('../../../../docs/page.openapi.json', import.meta.url)), openApiText())
