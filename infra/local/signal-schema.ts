import { fileURLToPath } from 'node:url'
import { signalJsonSchema } from '#signals/schema.ts'
import { writeWhole } from '../write-whole.ts'

// The `npm run schema` command: writes the parser's schema where producers find it.
writeWhole(fileURLToPath(new URL('../../docs/signal.schema.json', import.meta.url)), signalJsonSchema())
