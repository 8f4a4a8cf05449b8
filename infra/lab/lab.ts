/** `npm run lab`. */
import { keepCompiled } from '../local/compiled.mjs'

keepCompiled()
await import('./command.ts')
