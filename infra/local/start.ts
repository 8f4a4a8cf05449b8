/** `npm start`. */
import { keepCompiled } from './compiled.mjs'

keepCompiled()
const { startAsked } = await import('./play/start-options.ts')
const options = startAsked()
// Help and refused options end before this loads.
const { start } = await import('./play/command.ts')
await start(options)
