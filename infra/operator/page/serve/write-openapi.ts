import { fileURLToPath } from 'node:url'
import writeFileAtomic from 'write-file-atomic'
import { openApiText } from './openapi.ts'

// The `npm run openapi` command: writes the API's description for authors of other tools into docs.
writeFileAtomic.sync(
  fileURLToPath(new URL('../../../../docs/page.openapi.json', import.meta.url)),
  openApiText(),
)
