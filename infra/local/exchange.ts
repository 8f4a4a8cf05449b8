/** `npm run exchange`. */
import { keepCompiled } from './compiled.mjs'

keepCompiled()
await import('./market/exchange-command.ts')
