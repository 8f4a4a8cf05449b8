/** `npm run exchange`. */

import { keepCompiled } from './compiled.mjs'
import type { ExchangeOptions } from './exchange-options.ts'

keepCompiled()
const { exchangeCommand } = await import('./exchange-options.ts')
const { endProcess } = await import('./failed-code.ts')
const options = exchangeCommand.exitOverride(endProcess).parse().opts<ExchangeOptions>()
// Help and refused options end before this loads.
const { serveUntilTold } = await import('./market/exchange-command.ts')
await serveUntilTold(options)
