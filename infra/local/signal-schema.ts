import { fileURLToPath } from 'node:url'
import writeFileAtomic from 'write-file-atomic'
import { signalJsonSchema } from '#signals/schema.ts'

// The `npm run schema` command: writes the parser's schema where producers find it.
writeFileAtomic.sync(
  fileURLToPath(new URL('../../docs/signal.schema.json', import.meta.url)),
  signalJsonSchema(),
)
