/** `npm run local`. */
import { keepCompiled } from './compiled.mjs'

keepCompiled()
await import('./runner/hold-command.ts')
