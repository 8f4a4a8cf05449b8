/** `npm start`. */
import { keepCompiled } from './compiled.mjs'

keepCompiled()
await import('./play/command.ts')
