import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { signalJsonSchema } from '#signals/schema.ts'

// The `npm run schema` command: writes the parser's schema where producers find it.
writeFileSync(fileURLToPath(new URL('../../docs/signal.schema.json', import.meta.url)), signalJsonSchema())
