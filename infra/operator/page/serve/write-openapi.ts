import { fileURLToPath } from 'node:url'
import { writeWhole } from '../../../write-whole.ts'
import { openApiText } from './openapi.ts'

// The `npm run openapi` command: writes the API's description for authors of other tools into docs.
writeWhole(fileURLToPath(new URL('../../../../docs/page.openapi.json', import.meta.url)), openApiText())
