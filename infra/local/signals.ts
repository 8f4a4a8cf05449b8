/** `npm run signals`. */
import { keepCompiled } from './compiled.mjs'

keepCompiled()
await import('./play/signals-command.ts')
