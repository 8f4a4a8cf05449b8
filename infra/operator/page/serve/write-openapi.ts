import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { openApiText } from './openapi.ts'

// The `npm run openapi` command: writes the API's description for authors of other tools into docs.
writeFileSync(fileURLToPath(new URL('../../../../docs/page.openapi.json', import.meta.url)), openApiText())
